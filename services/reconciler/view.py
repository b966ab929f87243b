"""What the watches have shown so far, by namespace; no decision is made here."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from shared.domain.labels import UID, labels_of
from shared.domain.naming import namespace_of
from shared.domain.observation import component_states, has_ended, owner_of
from shared.domain.status import ComponentState, NamespaceView, WorkloadView
from shared.domain.types import Manifest
from shared.engines.tenancy import lost_labels

Objects = dict[str, dict[str, Manifest]]
States = dict[str, tuple[ComponentState, ...]]
T = TypeVar("T")


@dataclass
class Workloads:
    """Pods or Jobs, reduced to what is judged, by namespace and name."""

    states: States
    """What was worked out of a namespace's pods and Jobs; it is forgotten here as soon as one of them changes."""
    objects: Objects = field(default_factory=lambda: defaultdict(dict))
    version: int = 0

    def replace(self, items: Iterable[Manifest], version: int) -> set[str]:
        """Everything that exists; returns the namespaces that may look different now."""
        before = set(self.objects)
        self.objects = defaultdict(dict)
        self.states.clear()
        self.reach(version)
        for item in items:
            self.put(item, version)
        return before | set(self.objects)

    def put(self, item: Manifest, version: int) -> set[str]:
        """A new version of one object."""
        meta = item["metadata"]
        self.objects[meta["namespace"]][meta["name"]] = item
        return self._changed(meta["namespace"], version)

    def remove(self, item: Manifest, version: int) -> set[str]:
        """An object is gone."""
        meta = item["metadata"]
        _take_out(self.objects, meta["namespace"], meta["name"])
        return self._changed(meta["namespace"], version)

    def reach(self, version: int) -> None:
        """How far the view has come, be it that nothing changed."""
        self.version = max(self.version, version)

    def _changed(self, namespace: str, version: int) -> set[str]:
        self.states.pop(namespace, None)
        self.reach(version)
        return {namespace}


@dataclass
class Jobs(Workloads):
    """The same of Jobs, and which of them were seen at their end: one of those that is gone is no drift (law 6)."""

    ended: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Names by the uid of their store; the many of a CronJob are left out."""

    def put(self, item: Manifest, version: int) -> set[str]:
        """A new version of one Job."""
        self._note(item)
        return super().put(item, version)

    def remove(self, item: Manifest, version: int) -> set[str]:
        """A Job is gone; its last version may be the first that shows its end."""
        self._note(item)
        return super().remove(item, version)

    def _note(self, item: Manifest) -> None:
        if not owner_of(item) and has_ended(item):
            self.ended[labels_of(item).get(UID, "")].add(item["metadata"]["name"])

    def forget(self, alive: Container[str]) -> None:
        """Drops what is known of stores that are gone."""
        for uid in [uid for uid in self.ended if uid not in alive]:
            del self.ended[uid]

    def lacks(self, seen: NamespaceView, name: str) -> bool:
        """Whether a Job that the store still needs is gone: no setup has succeeded, nor did this one end before us."""
        there = name in self.objects.get(namespace_of(seen.name), {})
        return not (there or seen.status.setup_done or name in self.ended.get(seen.uid, ()))


@dataclass
class Digests:
    """Everything else, as a store's status records it: `<kind>/<name>` to what we own of it, by namespace."""

    objects: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def replace(self, kind: str, items: Iterable[Manifest]) -> None:
        """All there is of a kind; namespaces of which nothing is left are forgotten."""
        for namespace, names in list(self.objects.items()):
            for key in [key for key in names if key.startswith(f"{kind}/")]:
                _take_out(self.objects, namespace, key)
        for item in items:
            self.put(kind, item)

    def put(self, kind: str, item: Manifest) -> None:
        """A new version of one object."""
        self.objects[item["metadata"]["namespace"]][_key(kind, item)] = item["digest"]

    def remove(self, kind: str, item: Manifest) -> None:
        """An object is gone."""
        _take_out(self.objects, item["metadata"]["namespace"], _key(kind, item))


def _key(kind: str, item: Manifest) -> str:
    return f"{kind}/{item['metadata']['name']}"


def _take_out(objects: dict[str, dict[str, T]], namespace: str, key: str) -> None:
    """The object, and the namespace with its last one."""
    inside = objects.get(namespace, {})
    inside.pop(key, None)
    if not inside:
        objects.pop(namespace, None)


@dataclass
class ClusterView:
    """The reconciler's memory of the cluster; lost and rebuilt at every start."""

    namespaces: dict[str, NamespaceView] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each namespace, by its name."""
    version: int = 0
    states: States = field(default_factory=dict)
    pods: Workloads = field(init=False)
    jobs: Jobs = field(init=False)
    digests: Digests = field(default_factory=Digests)
    listed: set[str] = field(default_factory=set)
    """Kinds whose first list is complete; drift is judged only when all are."""

    def __post_init__(self) -> None:
        """A component's state follows from its pods and its Jobs, so a change of either forgets it."""
        self.pods, self.jobs = Workloads(self.states), Jobs(self.states)

    def components(self, namespace: str) -> tuple[ComponentState, ...]:
        """The state of each component of that namespace; worked out again only after a pod or Job changed."""
        known = self.states.get(namespace)
        if known is not None:
            return known
        pods, jobs = self.pods.objects.get(namespace, {}), self.jobs.objects.get(namespace, {})
        states = component_states(pods.values(), jobs.values())
        if states:
            self.states[namespace] = states
        return states

    def workloads(self, namespace: str) -> WorkloadView:
        """The same as it is published."""
        version = self.pods.version + self.jobs.version  # each only grows, so their sum orders what both show
        return WorkloadView(resource_version=version, components=self.components(namespace))

    def drifted(self, seen: NamespaceView) -> tuple[str, ...]:
        """What is gone or no longer as applied; a Job is immutable, so that one can only be gone."""
        namespace = namespace_of(seen.name)
        present, labels = self.digests.objects.get(namespace, {}), self.labels.get(namespace)
        own = (f"Namespace/{namespace}",) if labels is not None and lost_labels(seen.spec, labels) else ()

        def differs(key: str, digest: str) -> bool:
            kind, _, name = key.partition("/")
            return self.jobs.lacks(seen, name) if kind == "Job" else present.get(key) != digest

        return (*own, *(key for key, digest in seen.status.digests.items() if differs(key, digest)))

    def knows(self, recorded: Iterable[str]) -> bool:
        """Whether every kind that these objects are of was listed whole: only then does absence mean anything."""
        return {"Pod", "Job", *(key.partition("/")[0] for key in recorded)} <= self.listed
