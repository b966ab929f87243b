"""Who may talk to whom inside a store's namespace: nobody, but for DNS and the flows that an engine names.

https://kubernetes.io/docs/concepts/services-networking/network-policies/: policies add up; a connection needs the
egress of its source and the ingress of its target; an item with both selectors means AND.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.labels import COMPONENT
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.objects import Part, manifest

OUTBOUND_PORTS: Final = (443, 465, 587)
"""HTTPS for payment providers, mail submission over TLS."""
_NOT_PUBLIC_4: Final = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
    *("192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
)
"""IANA's special-purpose registry: private networks, link-local (cloud metadata), carrier NAT, multicast."""
_NOT_PUBLIC_6: Final = ("::/128", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8")
_SOLVER_PORT: Final = 8089


@dataclass(frozen=True)
class Flow:
    """Pods of `source` may open connections to pods of `target`, on that port of the pod."""

    source: str
    target: str
    port: int


def policies(spec: StoreSpec, flows: Sequence[Flow], *, web_port: int) -> list[Manifest]:
    """All NetworkPolicies of a store, one a component."""
    components = sorted({name for flow in flows for name in (flow.source, flow.target)})
    return [
        _policy(spec, "default-deny", {}, ingress=[], egress=[]),
        _policy(spec, "dns", {}, egress=[_dns()]),
        _policy(spec, "front", _pods("web"), ingress=[_front(spec, web_port)]),
        *(_component(spec, name, flows) for name in components),
        *([_policy(spec, "outbound", _pods("web"), egress=_outbound())] if spec.plan.outbound else []),
        *([_solver(spec)] if spec.exposure.tls == "issuer" else []),
    ]


def _component(spec: StoreSpec, name: str, flows: Sequence[Flow]) -> Manifest:
    ingress = [{"from": [_peer(f.source)], "ports": [_tcp(f.port)]} for f in flows if f.target == name]
    egress = [{"to": [_peer(f.target)], "ports": [_tcp(f.port)]} for f in flows if f.source == name]
    return _policy(spec, name, _pods(name), ingress=ingress or None, egress=egress or None)


def _policy(
    spec: StoreSpec, name: str, pods: Part, *, ingress: list[Part] | None = None, egress: list[Part] | None = None
) -> Manifest:
    body: Part = {"podSelector": pods, "policyTypes": []}
    for kind, field, rules in (("Ingress", "ingress", ingress), ("Egress", "egress", egress)):
        if rules is not None:
            body["policyTypes"].append(kind)
            body.update({field: rules} if rules else {})
    return manifest(spec, "networking.k8s.io/v1", "NetworkPolicy", name, spec=body)


def _front(spec: StoreSpec, port: int) -> Part:
    """The controller's proxies bring shoppers, the platform's worker is the synthetic one."""
    names = dict.fromkeys((spec.exposure.proxies, spec.exposure.platform_namespace))
    return {"from": [_namespace(name) for name in names], "ports": [_tcp(port)]}


def _dns() -> Part:
    peer = {**_namespace("kube-system"), "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}
    return {"to": [peer], "ports": [{"protocol": "UDP", "port": 53}, _tcp(53)]}


def _outbound() -> list[Part]:
    blocks = (("0.0.0.0/0", _NOT_PUBLIC_4), ("::/0", _NOT_PUBLIC_6))
    peers = [{"ipBlock": {"cidr": everything, "except": list(private)}} for everything, private in blocks]
    return [{"to": peers, "ports": [_tcp(port) for port in OUTBOUND_PORTS]}]


def _solver(spec: StoreSpec) -> Manifest:
    """cert-manager answers HTTP-01 challenges from a pod of its own in this namespace."""
    pods = {"matchLabels": {"acme.cert-manager.io/http01-solver": "true"}}
    rule = {"from": [_namespace(spec.exposure.proxies)], "ports": [_tcp(_SOLVER_PORT)]}
    return _policy(spec, "acme-solver", pods, ingress=[rule])


def _pods(component: str) -> Part:
    return {"matchLabels": {COMPONENT: component}}


def _peer(component: str) -> Part:
    return {"podSelector": _pods(component)}


def _namespace(name: str) -> Part:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}


def _tcp(port: int) -> Part:
    return {"protocol": "TCP", "port": port}
