"""One stored object: its JSON, and beside it the few facts that are looked up often."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from services.simulator.resources import BY_PLURAL, Resource
from shared.domain.types import Manifest


class Key(NamedTuple):
    """Where an object is: plural, namespace ("" for cluster-wide kinds) and name."""

    plural: str
    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Record:
    """A version of an object; the JSON is parsed only when somebody looks inside, which keeps memory small.

    `created` is the moment that controllers count from, in fractions of a second, which metadata has not: the
    creation, and for a namespace that is being deleted the deletion.
    """

    key: Key
    uid: str
    version: int
    created: float
    labels: dict[str, str]
    owners: tuple[str, ...]
    deleting: bool
    raw: bytes

    @property
    def resource(self) -> Resource:
        """The object's kind."""
        return BY_PLURAL[self.key.plural]

    def manifest(self) -> Manifest:
        """A fresh copy that the caller may change."""
        parsed: Manifest = orjson.loads(self.raw)
        return parsed


def record_of(plural: str, manifest: Manifest, *, version: int, created: float) -> Record:
    """The record of a manifest; writes the version into its metadata."""
    metadata = manifest["metadata"]
    metadata["resourceVersion"] = str(version)
    return Record(
        key=Key(plural, metadata.get("namespace", ""), metadata["name"]),
        uid=metadata["uid"],
        version=version,
        created=created,
        labels=metadata.get("labels") or {},
        owners=_owners(plural, manifest),
        deleting="deletionTimestamp" in metadata,
        raw=orjson.dumps(manifest),
    )


def load(plural: str, raw: bytes, created: float) -> Record:
    """The record of a stored row."""
    manifest = orjson.loads(raw)
    return record_of(plural, manifest, version=int(manifest["metadata"]["resourceVersion"]), created=created)


def _owners(plural: str, manifest: Manifest) -> tuple[str, ...]:
    """Uids without which the object goes: its owners, and for a volume the claim that it was made for."""
    if plural == "persistentvolumes":
        return _claim_of(manifest)
    return tuple(owner["uid"] for owner in manifest["metadata"].get("ownerReferences") or ())


def _claim_of(volume: Manifest) -> tuple[str, ...]:
    spec = volume.get("spec") or {}
    uid = (spec.get("claimRef") or {}).get("uid")
    return (uid,) if uid and spec.get("persistentVolumeReclaimPolicy") == "Delete" else ()


def timestamp(seconds: float) -> str:
    """RFC 3339 in whole seconds, as `metadata.creationTimestamp`."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
