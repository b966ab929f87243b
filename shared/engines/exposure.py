"""How shoppers get in: an Ingress on the shop's own host."""

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.base import WEB_SERVICE
from shared.engines.objects import HTTP, Part, manifest

TLS_SECRET = "web-tls"  # noqa: S105 - the name of an object
ISSUER_ANNOTATION = "cert-manager.io/cluster-issuer"


def ingress(spec: StoreSpec) -> Manifest:
    """May stand from the start: the Service has only ready endpoints, and readiness fails until setup is done."""
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
