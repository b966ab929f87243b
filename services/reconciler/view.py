"""What the watches have shown so far, by namespace; no decision is made here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from shared.domain.observation import component_states
from shared.domain.status import ComponentState, NamespaceView, WorkloadView
from shared.domain.types import Manifest

Objects = dict[str, dict[str, Manifest]]
States = dict[str, tuple[ComponentState, ...]]


@dataclass
class Workloads:
    """Pods or Jobs, reduced to what is judged, by namespace and name."""

    objects: Objects = field(default_factory=lambda: defaultdict(dict))
    version: int = 0
    derived: States = field(default_factory=dict)
    """What was computed from a namespace's objects; it goes as soon as one of them changes."""

    def replace(self, items: Iterable[Manifest], version: int) -> set[str]:
        """Everything that exists; returns the namespaces that may look different now."""
        before = set(self.objects)
        self.objects = defaultdict(dict)
        self.derived.clear()
        self.version = max(self.version, version)
        for item in items:
            self.put(item, version)
        return before | set(self.objects)

    def put(self, item: Manifest, version: int) -> set[str]:
        """A new version of one object."""
        meta = item["metadata"]
        self.objects[meta["namespace"]][meta["name"]] = item
        self.derived.pop(meta["namespace"], None)
        self.version = max(self.version, version)
        return {meta["namespace"]}

    def remove(self, item: Manifest, version: int) -> set[str]:
        """An object is gone."""
        meta = item["metadata"]
        self.objects[meta["namespace"]].pop(meta["name"], None)
        self.derived.pop(meta["namespace"], None)
        if not self.objects[meta["namespace"]]:
            del self.objects[meta["namespace"]]
        self.version = max(self.version, version)
        return {meta["namespace"]}


@dataclass
class ClusterView:
    """The reconciler's memory of the cluster; lost and rebuilt at every start."""

    namespaces: dict[str, NamespaceView] = field(default_factory=dict)
    version: int = 0
    pods: Workloads = field(default_factory=Workloads)
    jobs: Workloads = field(default_factory=Workloads)
    digests: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    listed: set[str] = field(default_factory=set)
    """Kinds whose first list is complete; drift is judged only when all are."""

    def __post_init__(self) -> None:
        self.jobs.derived = self.pods.derived

    def components(self, namespace: str) -> tuple[ComponentState, ...]:
        """The state of each component of that namespace; worked out again only after a pod or Job changed."""
        known = self.pods.derived.get(namespace)
        if known is not None:
            return known
        pods, jobs = self.pods.objects.get(namespace, {}), self.jobs.objects.get(namespace, {})
        states = component_states(pods.values(), jobs.values())
        if states:
            self.pods.derived[namespace] = states
        return states

    def workloads(self, namespace: str) -> WorkloadView:
        """The same as it is published."""
        version = self.pods.version + self.jobs.version  # each only grows, so their sum orders what both show
        return WorkloadView(resource_version=version, components=self.components(namespace))

    def drifted(self, namespace: str, recorded: dict[str, str]) -> tuple[str, ...]:
        """What is gone or no longer as applied. A finished Job that is gone is none (law 6)."""
        present = self.digests.get(namespace, {})
        return tuple(
            key for key, digest in recorded.items() if present.get(key) != digest and not key.startswith("Job/")
        )

    def knows(self, recorded: Iterable[str]) -> bool:
        """Whether every kind that these objects are of was listed whole: only then does absence mean anything."""
        return {"Pod", "Job", *(key.partition("/")[0] for key in recorded)} <= self.listed
