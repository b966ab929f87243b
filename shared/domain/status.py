"""What is known about a store, and the phase that follows from it.

A record has three parts that never overwrite each other: what the namespace says, what the workloads show, and the
intent that was accepted and does not show yet. Phase is a pure function of them (law 9).
"""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from shared.domain.check import Check
from shared.domain.failure import Failure
from shared.domain.history import HISTORY_MAX, HistoryEntry
from shared.domain.intents import ASKED_OF_A_STORE, Intent, IntentKind
from shared.domain.store import Kept, StoreSpec
from shared.domain.types import StoreName, Uid


class Phase(StrEnum):
    """The words that people see."""

    QUEUED = "Queued"
    PROVISIONING = "Provisioning"
    READY = "Ready"
    DEGRADED = "Degraded"
    FAILED = "Failed"
    DELETING = "Deleting"


class Claim(Kept):
    """The right of one worker's run to carry out an attempt; annotation `storeyard.dev/claim`."""

    attempt: int
    holder: str = Field(description="Unique to this run of the job.")
    seconds: float
    beat: int = Field(default=0, description="Raised by each renewal; an unchanged patch would write nothing.")

    @property
    def mark(self) -> str:
        """The claim as it stands at this moment: what was seen dead is replaced, a renewed one is not."""
        return f"{self.holder}/{self.beat}"


class Condition(Kept):
    """As in https://kubernetes.io/docs/reference/using-api/ (conditions)."""

    type: Literal["Applied", "Available", "CommerceReady"]
    status: Literal["True", "False", "Unknown"]
    reason: str
    message: str
    observed_generation: int
    last_transition_time: float = Field(description="Unix seconds, by the API server's clock.")


class Step(Kept):
    """One line of the timeline."""

    id: str
    title: str
    state: Literal["pending", "running", "done", "failed"]
    message: str = ""
    started_at: float | None = None
    finished_at: float | None = None


class StoreStatus(Kept):
    """Verdicts on a store; annotation `storeyard.dev/status`, written on change only (law 8)."""

    attempt: int = 0
    setup: int = Field(default=1, description="Number of the setup Job: the attempt that last asked for a setup.")
    asked: tuple[str, ...] = Field(default=(), description="Options that this setup sets in a shop that stands.")
    retried: tuple[int, int] = Field(default=(0, 0), description="The last retry that an attempt answered.")
    attempt_started_at: float | None = None
    conditions: tuple[Condition, ...] = ()
    applied_at: float | None = None
    ready_at: float | None = Field(
        default=None, description="When it first sold; a change keeps it till it sells again."
    )
    failure: Failure | None = None
    deleting_at: float | None = None
    volumes: tuple[str, ...] = Field(default=(), description="Claims that go with the namespace, named at deletion.")
    setup_done: str | None = Field(default=None, description="Release and rotation whose setup succeeded.")
    digests: dict[str, str] = Field(default={}, description="Kind/name to the digest of what we own of the object.")
    timeline: tuple[Step, ...] = ()
    history: tuple[HistoryEntry, ...] = Field(default=(), max_length=HISTORY_MAX)

    @property
    def sold_at(self) -> float | None:
        """When this attempt first sold; a change keeps `ready_at`, so that a failing one ends Degraded, not Failed."""
        sold = self.ready_at
        return sold if sold is not None and sold >= (self.attempt_started_at or 0.0) else None

    @property
    def broken_phase(self) -> Phase:
        """What a store is that does not sell: Degraded where it had since it was ordered or retried, else Failed."""
        return Phase.FAILED if self.ready_at is None else Phase.DEGRADED

    def condition(self, kind: str) -> Condition | None:
        """The condition of that type, if it was ever written."""
        return next((c for c in self.conditions if c.type == kind), None)

    def holds(self, kind: str, generation: int) -> bool:
        """Whether the condition is True for this very generation."""
        found = self.condition(kind)
        return found is not None and found.status == "True" and found.observed_generation == generation


class NamespaceView(Kept):
    """What one version of a store's namespace says."""

    name: StoreName
    uid: Uid
    cluster_uid: str = Field(description="The namespace's own metadata.uid, the precondition of its deletion.")
    resource_version: int
    spec: StoreSpec
    claim: Claim | None = None
    status: StoreStatus = StoreStatus()
    terminating: bool = False
    blockers: tuple[str, ...] = Field(default=(), description="What the API server says still blocks the deletion.")

    @property
    def is_going(self) -> bool:
        """Whether it is deleted, or marked so that it will be."""
        return self.terminating or self.status.deleting_at is not None


class ComponentState(Kept):
    """What the pods and Jobs of one component show."""

    name: str
    state: Literal["missing", "waiting", "pulling", "starting", "ready", "done", "failed"]
    reason: str = ""
    message: str = ""
    since: float | None = None


class WorkloadView(Kept):
    """What the reconciler sees running, ordered by the highest resourceVersion that it has seen."""

    resource_version: int
    components: tuple[ComponentState, ...] = ()

    def component(self, name: str) -> ComponentState | None:
        """The state of that component, if anything of it was seen."""
        return next((c for c in self.components if c.name == name), None)


class StoreRecord(Kept):
    """All that the read model holds about one store."""

    uid: Uid
    name: StoreName
    namespace: NamespaceView | None = None
    workloads: WorkloadView | None = None
    intent: Intent | None = None
    progress: str = Field(default="", description="What a job is doing right now, in plain words.")
    check: Check | None = None

    @property
    def spec(self) -> StoreSpec | None:
        """What was asked for last: the namespace's, or the intent's while there is none."""
        if self.namespace is not None:
            return self.namespace.spec
        return self.intent.spec if self.intent else None

    @property
    def owner(self) -> str:
        """Whose store it is; of one that is deleted before it had a namespace only the intent still says it."""
        if self.spec is not None:
            return self.spec.owner
        return self.intent.owner if self.intent else ""

    @property
    def failure(self) -> Failure | None:
        """Why it does not go on: what hinders us now, else the last verdict."""
        hindered = self.check.failure if self.check else None
        return hindered or (self.namespace.status.failure if self.namespace else None)


def phase(record: StoreRecord) -> Phase:
    """The one word for a store (law 9).

    A failed verification before the deadline is "not yet" and writes nothing, so a False condition is a verdict.
    """
    seen, intent = record.namespace, record.intent
    if (intent is not None and intent.kind is IntentKind.DELETE) or (seen is not None and seen.is_going):
        return Phase.DELETING
    if seen is None or (intent is not None and intent.kind in ASKED_OF_A_STORE):
        return Phase.QUEUED
    verdict = seen.status.condition("CommerceReady")
    if verdict is None or verdict.status == "Unknown" or verdict.observed_generation != seen.spec.generation:
        return Phase.PROVISIONING
    if verdict.status == "True":
        return Phase.READY
    return seen.status.broken_phase
