"""A shop as its store describes it: read from the objects at each request, so it is never out of date."""

import base64
from dataclasses import dataclass

import orjson

from services.simulator.records import Record
from services.simulator.shops.catalogue import Product, offered
from services.simulator.store import Store

ENGINE_LABEL = "storeyard.dev/engine"
SPEC_ANNOTATION = "storeyard.dev/spec"
WEB = "web"
"""Name of the Deployment and of the Secret that a shop lives by, the same in every engine."""


@dataclass(frozen=True)
class Shop:
    """One shop."""

    uid: str
    engine: str
    title: str
    currency: str
    country: str
    ready: bool
    key: str
    probe_key: str
    products: tuple[Product, ...]

    def product(self, *, handle: str = "", sku: str = "", number: int = 0) -> Product | None:
        """The product of that handle, SKU or id."""
        wanted = (handle, sku, number)
        return next((each for each in self.products if _is(each, wanted)), None)


def _is(product: Product, wanted: tuple[str, str, int]) -> bool:
    return product.handle == wanted[0] or product.sku == wanted[1] or product.id == wanted[2]


def shop_in(store: Store, namespace: str) -> Shop | None:
    """The shop of a namespace, if the namespace is there."""
    record = store.get("namespaces", "", namespace)
    if record is None:
        return None
    metadata = record.manifest()["metadata"]
    spec = orjson.loads((metadata.get("annotations") or {}).get(SPEC_ANNOTATION, "{}"))
    options = spec.get("options") or {}
    values = _secret(store.get("secrets", namespace, WEB))
    return Shop(
        uid=record.uid,
        engine=record.labels.get(ENGINE_LABEL, ""),
        title=options.get("title") or namespace.removeprefix("store-"),
        currency=options.get("currency", "EUR"),
        country=options.get("country", "DE"),
        ready=not record.deleting and _is_ready(store.get("deployments", namespace, WEB)),
        key=values.get("PUBLISHABLE_KEY", ""),
        probe_key=values.get("PROBE_KEY") or values.get("SHOP_PROBE_KEY", ""),
        products=offered(samples=options.get("sampleData", True)),
    )


def _secret(record: Record | None) -> dict[str, str]:
    data = (record.manifest().get("data") or {}) if record else {}
    return {name: base64.b64decode(value).decode(errors="replace") for name, value in data.items()}


def _is_ready(record: Record | None) -> bool:
    return record is not None and int((record.manifest().get("status") or {}).get("readyReplicas", 0)) > 0
