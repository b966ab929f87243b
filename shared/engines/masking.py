"""A store's objects for people's eyes: complete, and without a secret in them."""

import re
from base64 import b64decode
from typing import Final

from shared.domain.labels import COMPONENT, labels_of
from shared.domain.redaction import MASK
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.registry import engine
from shared.engines.secrets import SHORTEST, Secrets
from shared.engines.tenancy import namespace, role_binding

FIRST_SETUP: Final = 1
WORKLOADS: Final = ("StatefulSet", "Deployment", "Job", "CronJob")
"""Kinds that run pods."""
_DERIVED: Final = re.compile(rf"[0-9a-f]{{{SHORTEST},}}")
"""A derived secret within a value, as in an address or a configuration file."""


def masked(manifest: Manifest) -> Manifest:
    """A Secret with every value replaced by the mask; anything else as it is."""
    if manifest["kind"] != "Secret":
        return manifest
    return manifest | {"data": dict.fromkeys(manifest.get("data", {}), MASK)}


def shown(spec: StoreSpec, *, setup: int | None) -> list[Manifest]:
    """Everything that a store is made of, its namespace first, Secrets masked; no key is needed for that."""
    inside = engine(spec.engine).manifests(spec, Secrets(b"", spec), setup=setup)
    return [namespace(spec), role_binding(spec), *(masked(one) for one in inside)]


def secret_values(spec: StoreSpec, secrets: Secrets) -> frozenset[str]:
    """Everything that stands in the store's Secrets, and each derived secret within it."""
    objects = engine(spec.engine).manifests(spec, secrets, setup=FIRST_SETUP)
    kept = [one["data"] for one in objects if one["kind"] == "Secret"]
    values = [b64decode(value).decode() for data in kept for value in data.values()]
    return frozenset(values).union(*(_DERIVED.findall(value) for value in values))


def pod_components(spec: StoreSpec) -> tuple[str, ...]:
    """Names of all components that run pods, those included that nobody waits for."""
    running = [one for one in shown(spec, setup=FIRST_SETUP) if one["kind"] in WORKLOADS]
    return tuple(sorted({labels_of(one)[COMPONENT] for one in running}))
