"""A shop as its store describes it: read from the objects at each request, so it is never out of date."""

import base64
from dataclasses import dataclass

import orjson

from services.simulator.records import Record
from services.simulator.shops.catalogue import Product, offered
from services.simulator.store import Store
from shared.domain.labels import ENGINE, SPEC
from shared.domain.naming import name_of

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

    def product(self, *, handle: str = "", number: int = 0) -> Product | None:
        """The product of that handle or id."""
        return next((each for each in self.products if handle == each.handle or number == each.id), None)


def shop_in(store: Store, namespace: str) -> Shop | None:
    """The shop of a namespace, if the namespace is there."""
    record = store.get("namespaces", "", namespace)
    if record is None:
        return None
    metadata = record.manifest()["metadata"]
    spec = orjson.loads((metadata.get("annotations") or {}).get(SPEC, "{}"))
    options = spec.get("options") or {}
    values = _secret(store.get("secrets", namespace, WEB))
    return Shop(
        uid=record.uid,
        engine=record.labels.get(ENGINE, ""),
        title=options.get("title") or name_of(namespace),
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
