"""Birth, change and end of an object: the metadata that the server itself keeps."""

import time
import uuid
from typing import Any

from services.simulator.records import Record, timestamp
from services.simulator.resources import WITHOUT_GENERATION, Resource
from services.simulator.store import Store
from shared.domain.types import Manifest

_SERVER_KEPT = ("uid", "creationTimestamp", "generation", "resourceVersion", "deletionTimestamp", "name", "namespace")
NAMESPACE_FINALIZER = "kubernetes"
FOREGROUND = "foregroundDeletion"


def born(resource: Resource, body: Manifest, namespace: str) -> Manifest:
    """A new object from a body: named, dated, with an empty past."""
    metadata = {name: value for name, value in (body.get("metadata") or {}).items() if value is not None}
    metadata.pop("resourceVersion", None)
    metadata.pop("deletionTimestamp", None)
    metadata["uid"] = str(uuid.uuid4())
    metadata["creationTimestamp"] = timestamp(time.time())
    if resource.namespaced:
        metadata["namespace"] = namespace
    if resource.plural not in WITHOUT_GENERATION:
        metadata["generation"] = 1
    manifest = {**body, "apiVersion": resource.api_version, "kind": resource.kind, "metadata": metadata}
    if resource.has_status and resource.plural != "persistentvolumes":
        manifest.pop("status", None)
    if resource.plural == "namespaces":
        _as_namespace(manifest)
    return manifest


def _as_namespace(manifest: Manifest) -> None:
    labels = manifest["metadata"].setdefault("labels", {})
    labels["kubernetes.io/metadata.name"] = manifest["metadata"]["name"]
    manifest["spec"] = {"finalizers": [NAMESPACE_FINALIZER]}
    manifest["status"] = {"phase": "Active"}


def kept(resource: Resource, before: Manifest, after: Manifest, subresource: str) -> Manifest:
    """The changed object with everything that a client cannot change put back, and its generation."""
    old, new = before["metadata"], after["metadata"]
    for name in _SERVER_KEPT:
        if name in old:
            new[name] = old[name]
        else:
            new.pop(name, None)
    result = {**after, "apiVersion": before["apiVersion"], "kind": before["kind"]}
    if subresource == "status":
        result = {**before, "metadata": {**old, "managedFields": new.get("managedFields", [])}}
        _copy(after, result, "status")
    elif resource.has_status:
        _copy(before, result, "status")
    if resource.plural == "namespaces":
        result["spec"] = before["spec"]
        result["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = old["name"]
    if "generation" in old and _asked(before) != _asked(result):
        result["metadata"]["generation"] = old["generation"] + 1
    return result


def _copy(source: Manifest, target: Manifest, name: str) -> None:
    if name in source:
        target[name] = source[name]
    else:
        target.pop(name, None)


def _asked(manifest: Manifest) -> dict[str, Any]:
    return {name: value for name, value in manifest.items() if name not in ("metadata", "status")}


def may_go(manifest: Manifest) -> bool:
    """Whether nothing holds a deleted object back any more."""
    held = manifest["metadata"].get("finalizers") or (manifest.get("spec") or {}).get("finalizers")
    return "deletionTimestamp" in manifest["metadata"] and not held


def save(store: Store, record: Record, manifest: Manifest) -> Record:
    """Write the changed object, or let it go when it was only waiting for its last finalizer."""
    if may_go(manifest):
        return store.remove(store.put(record.key.plural, manifest))
    return store.put(record.key.plural, manifest)


def begin_deletion(store: Store, record: Record, *, foreground: bool = False) -> Record:
    """Mark an object as being deleted; it goes at once when no finalizer holds it."""
    manifest = record.manifest()
    metadata = manifest["metadata"]
    if foreground and store.dependents(record.uid):
        metadata["finalizers"] = [*(metadata.get("finalizers") or ()), FOREGROUND]
    if not metadata.get("finalizers") and record.key.plural != "namespaces":
        return store.remove(record)
    if record.deleting:
        return record
    metadata["deletionTimestamp"] = timestamp(time.time())
    if "generation" in metadata:
        metadata["generation"] += 1
    if record.key.plural == "namespaces":
        manifest["status"] = {**(manifest.get("status") or {}), "phase": "Terminating"}
        return store.put("namespaces", manifest, created=time.time())
    return save(store, record, manifest)
