"""The write verbs. Each is one function from a call and a body to the stored object and its HTTP code."""

import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from services.simulator import faults
from services.simulator.admission import check_create, check_fence, check_kept
from services.simulator.apply import apply as applied
from services.simulator.lifecycle import begin_deletion, born, kept, save
from services.simulator.merge import merge_patch
from services.simulator.names import generated
from services.simulator.ownership import Manager, after_update
from services.simulator.records import Record, timestamp
from services.simulator.resources import Resource
from services.simulator.store import Store
from shared.domain.types import Manifest


@dataclass(frozen=True, slots=True)
class Call:
    """Where a request points and who sends it."""

    resource: Resource
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    manager: str = "unknown"
    query: dict[str, str] = field(default_factory=dict)


Answer = tuple[Record, HTTPStatus]


def create(store: Store, call: Call, body: Manifest) -> Answer:
    """POST: 201, or 409 when the name is taken."""
    _check_body(call, body)
    metadata = body.setdefault("metadata", {})
    if not metadata.get("name"):
        metadata["name"] = generated(metadata.get("generateName", ""))
    name = metadata["name"]
    if store.get(call.resource.plural, call.namespace, name):
        raise faults.exists(call.resource, name)
    manifest = born(call.resource, body, call.namespace)
    manager = Manager(call.manager, "Update")
    blank = {"apiVersion": call.resource.api_version, "metadata": {}}
    manifest["metadata"]["managedFields"] = after_update(blank, manifest, manager, timestamp(time.time()))
    return _keep_new(store, call, manifest)


def apply(store: Store, call: Call, body: Manifest) -> Answer:
    """Server-side apply: 201 when it creates, 200 when it changes or finds all as it should be."""
    _check_body(call, body)
    manager = Manager(call.manager, "Apply", call.subresource)
    force, now = call.query.get("force") == "true", timestamp(time.time())
    metadata = {**(body.get("metadata") or {}), "name": call.name}
    sent = _without_nulls({**body, "metadata": metadata})
    if call.resource.has_status and not call.subresource:
        sent.pop("status", None)
    record = store.get(call.resource.plural, call.namespace, call.name)
    if record is None:
        return _apply_new(store, call, sent, manager, now)
    _check_uid(call, record, metadata)
    before = record.manifest()
    if metadata.get("resourceVersion") and int(metadata["resourceVersion"]) != record.version:
        raise faults.stale(call.resource, call.name)
    after = kept(call.resource, before, applied(before, sent, manager, now, force=force), call.subresource)
    return _keep_changed(store, call, record, before, after), HTTPStatus.OK


def _apply_new(store: Store, call: Call, sent: Manifest, manager: Manager, now: str) -> Answer:
    if sent["metadata"].get("uid"):
        raise faults.conflict(call.resource, call.name, "uid mismatch: the provided object specified uid")
    if call.subresource:
        raise faults.not_found(call.resource, call.name)
    manifest = born(call.resource, sent, call.namespace)
    blank = {"apiVersion": call.resource.api_version, "kind": call.resource.kind, "metadata": {}}
    owned = applied(blank, sent, manager, now, force=True)["metadata"]["managedFields"]
    manifest["metadata"]["managedFields"] = owned
    return _keep_new(store, call, manifest)


def merge(store: Store, call: Call, patch: Manifest) -> Answer:
    """JSON merge patch: 404 when it is not there, 409 when the resourceVersion in it is stale."""
    record = _existing(store, call)
    after = merge_patch(record.manifest(), patch)
    return _update(store, call, record, after, patch.get("metadata") or {})


def replace(store: Store, call: Call, body: Manifest) -> Answer:
    """PUT, as `kubectl edit` and `kubectl replace` send it."""
    _check_body(call, body)
    record = _existing(store, call)
    _check_uid(call, record, body["metadata"])
    return _update(store, call, record, {**body, "metadata": {**body["metadata"]}}, body["metadata"])


def finalize(store: Store, call: Call, body: Manifest) -> Answer:
    """PUT of a namespace's `finalize` subresource: who removes the last of `spec.finalizers` lets it go."""
    record = _existing(store, call)
    manifest = record.manifest()
    manifest["spec"] = {"finalizers": (body.get("spec") or {}).get("finalizers") or []}
    return save(store, record, manifest), HTTPStatus.OK


def _update(store: Store, call: Call, record: Record, after: Manifest, sent_metadata: Manifest) -> Answer:
    before = record.manifest()
    if sent_metadata.get("uid") not in (None, record.uid):
        why = f'Invalid value: "{sent_metadata["uid"]}": field is immutable'
        raise faults.invalid(call.resource, call.name, "metadata.uid", why)
    version = sent_metadata.get("resourceVersion")
    if version is not None and version != str(record.version):
        raise faults.stale(call.resource, call.name)
    after["metadata"].pop("managedFields", None)
    manager = Manager(call.manager, "Update", call.subresource)
    after = kept(call.resource, before, after, call.subresource)
    after["metadata"]["managedFields"] = after_update(before, after, manager, timestamp(time.time()))
    return _keep_changed(store, call, record, before, after), HTTPStatus.OK


def delete(store: Store, call: Call, options: Manifest) -> tuple[Record, bool]:
    """DELETE: the last version and whether it is gone already."""
    record = _existing(store, call)
    conditions = options.get("preconditions") or {}
    for name, actual in (("uid", record.uid), ("resourceVersion", str(record.version))):
        wanted = conditions.get(name)
        if wanted and wanted != actual:
            what = "UID" if name == "uid" else "ResourceVersion"
            why = f"Precondition failed: {what} in precondition: {wanted}, {what} in object meta: {actual}"
            raise faults.conflict(call.resource, call.name, why)
    policy = options.get("propagationPolicy") or call.query.get("propagationPolicy") or _default_policy(call.resource)
    if policy == "Orphan":
        _orphan(store, record)
    last = begin_deletion(store, record, foreground=policy == "Foreground")
    return last, store.get(*record.key) is None


def _default_policy(resource: Resource) -> str:
    return "Orphan" if resource.plural == "jobs" else "Background"


def _orphan(store: Store, record: Record) -> None:
    for dependent in store.dependents(record.uid):
        manifest = dependent.manifest()
        owners = manifest["metadata"]["ownerReferences"]
        manifest["metadata"]["ownerReferences"] = [owner for owner in owners if owner["uid"] != record.uid]
        store.put(dependent.key.plural, manifest)


def _keep_new(store: Store, call: Call, manifest: Manifest) -> Answer:
    check_create(store, call.resource, manifest, call.manager)
    return store.put(call.resource.plural, manifest), HTTPStatus.CREATED


def _keep_changed(store: Store, call: Call, record: Record, before: Manifest, after: Manifest) -> Record:
    if after == before:
        return record
    check_kept(call.resource, before, after)
    check_fence(store, call.resource, after["metadata"], call.manager)
    return save(store, record, after)


def _existing(store: Store, call: Call) -> Record:
    record = store.get(call.resource.plural, call.namespace, call.name)
    if record is None:
        raise faults.not_found(call.resource, call.name)
    return record


def _check_uid(call: Call, record: Record, metadata: Manifest) -> None:
    uid = metadata.get("uid")
    if uid and uid != record.uid:
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {record.uid}"
        raise faults.conflict(call.resource, call.name, why)


def _check_body(call: Call, body: Manifest) -> None:
    named = (body.get("apiVersion"), body.get("kind"))
    if named != (call.resource.api_version, call.resource.kind):
        raise faults.bad_request(f"the object is {named[1]} of {named[0]}, not {call.resource.kind}")
    metadata = body.get("metadata") or {}
    if call.name and metadata.get("name", call.name) != call.name:
        raise faults.bad_request("the name of the object does not match the name on the URL")
    if call.namespace and metadata.get("namespace", call.namespace) != call.namespace:
        raise faults.bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(member) for name, member in value.items() if member is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
