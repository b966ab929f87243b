"""What the watches have shown so far, by namespace; no decision is made here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from shared.domain.observation import component_states
from shared.domain.status import ComponentState, NamespaceView, WorkloadView
from shared.domain.types import Manifest

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
    jobs: Workloads = field(init=False)
    digests: Digests = field(default_factory=Digests)
    listed: set[str] = field(default_factory=set)
    """Kinds whose first list is complete; drift is judged only when all are."""

    def __post_init__(self) -> None:
        """A component's state follows from its pods and its Jobs, so a change of either forgets it."""
        self.pods, self.jobs = Workloads(self.states), Workloads(self.states)

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

    def drifted(self, namespace: str, recorded: dict[str, str]) -> tuple[str, ...]:
        """What is gone or no longer as applied. A finished Job that is gone is none (law 6)."""
        present = self.digests.objects.get(namespace, {})
        return tuple(
            key for key, digest in recorded.items() if present.get(key) != digest and not key.startswith("Job/")
        )

    def knows(self, recorded: Iterable[str]) -> bool:
        """Whether every kind that these objects are of was listed whole: only then does absence mean anything."""
        return {"Pod", "Job", *(key.partition("/")[0] for key in recorded)} <= self.listed
