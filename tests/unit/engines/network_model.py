"""NetworkPolicies evaluated as the documentation says (R19).

https://kubernetes.io/docs/concepts/services-networking/network-policies/: a pod that no policy of a direction selects
is open in it; otherwise the union of the rules holds; a connection needs both ends' consent.
"""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any

from shared.domain.types import Manifest

Part = dict[str, Any]


@dataclass(frozen=True)
class Peer:
    """A pod, or an address outside where `namespace` is None."""

    ip: str
    namespace: str | None = None
    labels: dict[str, str] = field(default_factory=dict, hash=False)


def allowed(policies: list[Manifest], source: Peer, target: Peer, port: int, protocol: str = "TCP") -> bool:
    """Whether `source` can connect to `target`."""
    wanted = (port, protocol)
    return _consents(policies, source, "Egress", target, wanted) and _consents(
        policies, target, "Ingress", source, wanted
    )


def _consents(policies: list[Manifest], pod: Peer, direction: str, other: Peer, wanted: tuple[int, str]) -> bool:
    mine = [p for p in policies if _selects(p, pod) and direction in p["spec"]["policyTypes"]]
    rules = [rule for p in mine for rule in p["spec"].get(direction.lower(), ())]
    return not mine or any(_rule(rule, direction, pod, other, wanted) for rule in rules)


def _selects(policy: Manifest, pod: Peer) -> bool:
    return policy["metadata"]["namespace"] == pod.namespace and _matches(policy["spec"]["podSelector"], pod.labels)


def _rule(rule: Part, direction: str, pod: Peer, other: Peer, wanted: tuple[int, str]) -> bool:
    peers = rule.get("from" if direction == "Ingress" else "to")
    ports = rule.get("ports")
    fits = not ports or any((each["port"], each.get("protocol", "TCP")) == wanted for each in ports)
    return fits and (not peers or any(_peer(peer, pod, other) for peer in peers))


def _peer(peer: Part, pod: Peer, other: Peer) -> bool:
    if "ipBlock" in peer:
        return _in_block(peer["ipBlock"], other.ip)
    if other.namespace is None:
        return False
    if "namespaceSelector" in peer:
        names = {"kubernetes.io/metadata.name": other.namespace}
        return _matches(peer["namespaceSelector"], names) and _matches(peer.get("podSelector", {}), other.labels)
    return other.namespace == pod.namespace and _matches(peer["podSelector"], other.labels)


def _in_block(block: Part, ip: str) -> bool:
    address = ip_address(ip)
    return address in ip_network(block["cidr"]) and not any(
        address in ip_network(each) for each in block.get("except", ())
    )


def _matches(selector: Part, labels: dict[str, str]) -> bool:
    assert set(selector) <= {"matchLabels"}, "the model knows no matchExpressions"
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())
