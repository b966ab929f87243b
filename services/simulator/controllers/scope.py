"""What a controller sees and may do: one namespace at one moment."""

import hashlib
import random
import time
import uuid
from dataclasses import dataclass, field

import orjson

from services.simulator.admission import check_create
from services.simulator.lifecycle import begin_deletion, save
from services.simulator.names import suffix
from services.simulator.records import Record, timestamp
from services.simulator.resources import BY_KIND, BY_PLURAL, WITHOUT_GENERATION
from services.simulator.store import Store
from shared.domain.types import Manifest


@dataclass
class Scope:
    """A namespace, now. `due` says when to look again although nothing changed."""

    store: Store
    namespace: str
    speed: float
    namespace_delay: float
    fail: str = ""
    now: float = field(default_factory=time.time)
    due: float | None = None

    def all(self, plural: str) -> list[Manifest]:
        """Fresh copies of all objects of a kind here."""
        return [record.manifest() for record in self.store.all(plural, self.namespace)]

    def dependents(self, owner: Manifest, plural: str) -> list[Manifest]:
        """Objects of a kind that an object owns, oldest first."""
        records = [record for record in self.store.dependents(owner["metadata"]["uid"]) if record.key.plural == plural]
        return [record.manifest() for record in sorted(records, key=lambda record: (record.created, record.key))]

    def born(self, manifest: Manifest) -> float:
        """When an object was created, to a fraction of a second."""
        record = self._stored(manifest)
        return record.created if record else self.now

    def wait(self, seconds: float, since: float) -> bool:
        """Whether so many simulated seconds have passed since then; asks to be woken when not."""
        at = since + seconds / self.speed
        if self.now >= at:
            return True
        self.due = at if self.due is None else min(self.due, at)
        return False

    def update(self, manifest: Manifest) -> bool:
        """Write an object unless it is as stored; an object that is gone stays gone."""
        record = self._stored(manifest)
        if record is None or record.manifest() == manifest:
            return False
        save(self.store, record, manifest)
        return True

    def create(self, plural: str, manifest: Manifest) -> Manifest:
        """Write a new object as a controller does; quota may refuse it (`ApiError`)."""
        resource = BY_PLURAL[plural]
        metadata = manifest["metadata"]
        metadata |= {"uid": str(uuid.uuid4()), "creationTimestamp": timestamp(self.now)}
        if resource.namespaced:
            metadata["namespace"] = self.namespace
        if plural not in WITHOUT_GENERATION:
            metadata["generation"] = 1
        manifest |= {"apiVersion": resource.api_version, "kind": resource.kind}
        check_create(self.store, resource, manifest, "simulator")
        return self.store.put(plural, manifest, created=self.now).manifest()

    def delete(self, manifest: Manifest) -> None:
        """Delete an object; finalizers hold it as usual."""
        if record := self._stored(manifest):
            begin_deletion(self.store, record)

    def _stored(self, manifest: Manifest) -> Record | None:
        metadata = manifest["metadata"]
        return self.store.get(BY_KIND[manifest["kind"]].plural, metadata.get("namespace", ""), metadata["name"])

    def event(self, about: Manifest, reason: str, message: str, *, warning: bool = False) -> None:
        """Say something about an object, once: an event of the same words is counted up, not repeated."""
        metadata = about["metadata"]
        digest = hashlib.sha256(f"{metadata['uid']} {reason} {message}".encode()).hexdigest()[:16]
        name = f"{metadata['name'][:200]}.{digest}"
        if self.store.get("events", self.namespace, name):
            return
        reference = {"kind": about["kind"], "apiVersion": about["apiVersion"], "namespace": self.namespace}
        reference |= {"name": metadata["name"], "uid": metadata["uid"]}
        stamp = timestamp(self.now)
        body = {"involvedObject": reference, "reason": reason, "message": message, "count": 1}
        body |= {"type": "Warning" if warning else "Normal", "firstTimestamp": stamp, "lastTimestamp": stamp}
        body |= {"source": {"component": "simulator"}, "reportingComponent": "simulator", "eventTime": None}
        self.create("events", {"metadata": {"name": name}, **body})


def owner_of(manifest: Manifest) -> Manifest:
    """The controlling owner's reference, or {}."""
    owners = manifest["metadata"].get("ownerReferences") or ()
    return next((owner for owner in owners if owner.get("controller")), {})


def reference_to(owner: Manifest) -> Manifest:
    """An ownerReference that makes the garbage collector follow."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def template_hash(template: Manifest) -> str:
    """A short name for a pod template."""
    return hashlib.sha256(orjson.dumps(template, option=orjson.OPT_SORT_KEYS)).hexdigest()[:10]


def pod_name(prefix: str) -> str:
    """A name for a pod that has no fixed one."""
    return f"{prefix}-{suffix()}"


def jitter(manifest: Manifest, about: str, low: float, high: float) -> float:
    """A duration that is the same each time it is asked for, also after a restart."""
    return random.Random(f"{manifest['metadata']['uid']} {about}").uniform(low, high)


def condition(manifest: Manifest, kind: str) -> Manifest:
    """The condition of that type, or {}."""
    conditions = (manifest.get("status") or {}).get("conditions") or ()
    return next((each for each in conditions if each["type"] == kind), {})


def is_true(manifest: Manifest, kind: str) -> bool:
    """Whether the condition of that type holds."""
    return condition(manifest, kind).get("status") == "True"


def with_condition(
    manifest: Manifest, kind: str, *, holds: bool, reason: str, now: float, message: str = ""
) -> Manifest:
    """A condition with its last change kept when only its words change."""
    before = condition(manifest, kind)
    status = "True" if holds else "False"
    since = before["lastTransitionTime"] if before.get("status") == status else timestamp(now)
    made = {"type": kind, "status": status, "reason": reason, "message": message, "lastTransitionTime": since}
    return {name: value for name, value in made.items() if value or name == "status"}
