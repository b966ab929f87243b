"""How shoppers get in on the shop's own host: an Ingress, or an HTTPRoute of Gateway API.

Either may stand from the start: the Service has only ready endpoints, and readiness fails until setup is done.
"""

from shared.domain.store import PinnedGateway, StoreSpec
from shared.domain.types import Manifest
from shared.engines.base import WEB_SERVICE, WEB_SERVICE_PORT
from shared.engines.objects import HTTP, Part, manifest

TLS_SECRET = "web-tls"  # noqa: S105 - the name of an object
ISSUER_ANNOTATION = "cert-manager.io/cluster-issuer"


def way_in(spec: StoreSpec) -> Manifest:
    """What the pinned exposure asks for."""
    if spec.exposure.kind == "HTTPRoute" and spec.exposure.gateway is not None:
        return http_route(spec, spec.exposure.gateway)
    return ingress(spec)


def http_route(spec: StoreSpec, gateway: PinnedGateway) -> Manifest:
    """All paths of the host. TLS ends at the Gateway's listener, whose namespace must admit routes from this one."""
    parent = {"name": gateway.name, "namespace": gateway.namespace}
    if gateway.section is not None:
        parent["sectionName"] = gateway.section
    body: Part = {
        "parentRefs": [parent],
        "hostnames": [spec.address.host],
        "rules": [{"backendRefs": [{"name": WEB_SERVICE, "port": WEB_SERVICE_PORT}]}],
    }
    return manifest(spec, "gateway.networking.k8s.io/v1", "HTTPRoute", WEB_SERVICE, component=WEB_SERVICE, spec=body)


def ingress(spec: StoreSpec) -> Manifest:
    """At the controller of the class, or of the cluster's default class."""
    backend = {"service": {"name": WEB_SERVICE, "port": {"name": HTTP}}}
    paths = [{"path": "/", "pathType": "Prefix", "backend": backend}]
    body: Part = {"rules": [{"host": spec.address.host, "http": {"paths": paths}}], **_tls(spec)}
    if spec.exposure.ingress_class is not None:
        body["ingressClassName"] = spec.exposure.ingress_class
    built = manifest(spec, "networking.k8s.io/v1", "Ingress", WEB_SERVICE, component=WEB_SERVICE, spec=body)
    if spec.exposure.tls == "issuer" and spec.exposure.issuer:
        built["metadata"]["annotations"] = {ISSUER_ANNOTATION: spec.exposure.issuer}
    return built


def _tls(spec: StoreSpec) -> Part:
    """Without a secret's name the controller shows its own (wildcard) certificate."""
    hosts = [spec.address.host]
    match spec.exposure.tls:
        case "issuer":
            return {"tls": [{"hosts": hosts, "secretName": TLS_SECRET}]}
        case "wildcard":
            return {"tls": [{"hosts": hosts}]}
        case _:
            return {}
