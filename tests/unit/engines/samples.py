"""Stores to build, and their secrets in words instead of digits."""

from base64 import b64decode
from typing import Any

from shared.domain.store import Exposure, GatewayRef, PlatformDefaults, StoreOptions, StoreOrder, StoreSpec, pin
from shared.domain.types import Manifest, Uid
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES, engine
from shared.engines.secrets import Secrets
from shared.engines.tenancy import namespace, role_binding

MASTER_KEY = b"0123456789abcdef0123456789abcdef"
UID = Uid("0f6c2d1e9b7a4c3d8e5f60718293a4b5")
LONGEST_NAME = "n" * 57
WORKLOADS = ("StatefulSet", "Deployment", "Job", "CronJob")


class SpokenSecrets(Secrets):
    """Names each secret by its purpose, so that a golden file shows where it goes and holds none."""

    def derive(self, purpose: str, length: int = 32) -> str:
        return f"<{purpose}, {length} digits>"


def spec_of(engine_id: str, *, name: str = "bakery", plan: str = "small", **changes: Any) -> StoreSpec:
    order = StoreOrder(name=name, engine=engine_id, plan=plan)
    defaults = PlatformDefaults(
        installation="storeyard",
        scheme="http",
        base_domain="localhost",
        port=8081,
        exposure=Exposure(),
        storage_class=None,
        image_pull_secrets=(),
    )
    spec = pin(order, uid=UID, owner="ann", release=engine(engine_id).release, plan=PLANS[plan], defaults=defaults)
    return spec.model_copy(update=changes)


def small(engine_id: str) -> StoreSpec:
    return spec_of(engine_id)


def large(engine_id: str) -> StoreSpec:
    spec = spec_of(
        engine_id,
        plan="large",
        exposure=Exposure(ingress_class="nginx", tls="issuer", issuer="letsencrypt", ingress_namespace="ingress"),
        storage_class="fast",
        image_pull_secrets=("registry",),
        rotation=2,
        options=StoreOptions(
            title="Ann's $(DATABASE_PASSWORD) bakery",
            admin_email="ann@shop.example",
            currency="CHF",
            country="CH",
            sample_data=False,
        ),
    )
    address = spec.address.model_copy(update={"scheme": "https", "host": "bakery.shops.example", "port": None})
    return spec.model_copy(update={"address": address})


def routed(engine_id: str) -> StoreSpec:
    gateway = GatewayRef(name="shops", namespace="gateways", section="https", proxies="envoy")
    return spec_of(engine_id, exposure=Exposure(kind="HTTPRoute", tls="wildcard", gateway=gateway))


CASES = {
    f"{engine_id}-{size.__name__}": (size(engine_id), attempt)
    for engine_id in ENGINES
    for size, attempt in ((small, 1), (large, None))
} | {"medusa-routed": (routed("medusa"), 1)}
"""Golden file to the spec and the attempt whose setup is part of it."""


def build(spec: StoreSpec, *, setup: int | None = 1, secrets: Secrets | None = None) -> list[Manifest]:
    return engine(spec.engine).manifests(spec, secrets or Secrets(MASTER_KEY, spec), setup=setup)


def everything(spec: StoreSpec, *, setup: int | None = 1, secrets: Secrets | None = None) -> list[Manifest]:
    """As the cluster is sent it: the namespace and the worker's rights too."""
    return [namespace(spec), role_binding(spec), *build(spec, setup=setup, secrets=secrets)]


def named(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    return next(m for m in manifests if m["kind"] == kind and m["metadata"]["name"] == name)


def readable(manifest: Manifest) -> Manifest:
    """A Secret with its values decoded."""
    if manifest["kind"] != "Secret":
        return manifest
    return {**manifest, "data": {key: b64decode(value).decode() for key, value in manifest["data"].items()}}
