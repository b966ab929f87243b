"""`metadata.managedFields`: who set which field (https://kubernetes.io/docs/reference/using-api/server-side-apply/)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.simulator.fields import Path, flatten, leaves, nest
from shared.domain.types import Manifest

_NOT_OWNED = frozenset({"apiVersion", "kind"})
_NOT_OWNED_METADATA = frozenset(
    {"name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink"}
    | {"deletionTimestamp", "deletionGracePeriodSeconds"}
)


@dataclass(frozen=True)
class Manager:
    """Who writes: the field manager's name, how, and to which subresource."""

    name: str
    operation: str
    subresource: str = ""

    def matches(self, entry: Manifest) -> bool:
        """Whether an entry of managedFields is this manager's."""
        named = (entry["manager"], entry["operation"], entry.get("subresource", ""))
        return named == (self.name, self.operation, self.subresource)

    def entry(self, paths: Iterable[Path], api_version: str, now: str) -> Manifest:
        """An entry of managedFields."""
        about = {"subresource": self.subresource} if self.subresource else {}
        return {
            "manager": self.name,
            "operation": self.operation,
            "apiVersion": api_version,
            "time": now,
            "fieldsType": "FieldsV1",
            "fieldsV1": nest(paths),
            **about,
        }


def ownable(manifest: Manifest) -> dict[str, Any]:
    """The part of an object whose fields have owners."""
    part = {name: value for name, value in manifest.items() if name not in _NOT_OWNED}
    metadata = {name: value for name, value in manifest["metadata"].items() if name not in _NOT_OWNED_METADATA}
    part["metadata"] = metadata
    if not metadata:
        del part["metadata"]
    return part


def fields(manifest: Manifest) -> dict[Path, Any]:
    """Every ownable field with its value."""
    return dict(leaves(ownable(manifest)))


def paths_of(entry: Manifest) -> set[Path]:
    """The fields that an entry owns."""
    return set(flatten(entry["fieldsV1"]))


def after_update(before: Manifest, after: Manifest, manager: Manager, now: str) -> list[Manifest]:
    """The managedFields after a plain write: what changed is the writer's, what is gone is nobody's."""
    old, new = fields(before), fields(after)
    changed = {path for path, value in new.items() if path not in old or old[path] != value}
    removed = old.keys() - new.keys()
    entries = before["metadata"].get("managedFields") or []
    if not changed and not removed:
        return entries
    result = []
    mine: set[Path] = set()
    for entry in entries:
        if manager.matches(entry):
            mine = paths_of(entry)
        else:
            result.append(_reduced(entry, changed | removed))
    kept = (mine | changed) - removed
    if kept:
        result.append(manager.entry(kept, after["apiVersion"], now))
    return [entry for entry in result if entry["fieldsV1"]]


def _reduced(entry: Manifest, lost: Iterable[Path]) -> Manifest:
    paths = paths_of(entry)
    kept = paths.difference(lost)
    return entry if kept == paths else {**entry, "fieldsV1": nest(kept)}


def without(entries: list[Manifest], lost: set[Path]) -> list[Manifest]:
    """The entries after a forced apply took these fields over."""
    if not lost:
        return entries
    reduced = (_reduced(entry, lost) for entry in entries)
    return [entry for entry in reduced if entry["fieldsV1"]]
