"""What a person sees happening: a pure projection of the record, frozen into the status with the verdict."""

from collections.abc import Sequence
from typing import Literal, Protocol

from shared.domain.deletion import blockers_of
from shared.domain.status import ComponentState, NamespaceView, Phase, Step, StoreRecord, phase

SETUP = "setup"
State = Literal["pending", "running", "done", "failed"]

WORDS = {
    "missing": "",
    "waiting": "waiting for a place to run",
    "pulling": "getting its image and volume",
    "starting": "starting",
    "ready": "",
    "done": "",
    "failed": "failed",
}
STATE_OF: dict[str, State] = {"ready": "done", "done": "done", "failed": "failed", "missing": "pending"}


class Part(Protocol):
    """What the timeline needs of an engine's component."""

    @property
    def name(self) -> str: ...
    @property
    def step(self) -> str: ...


def timeline(record: StoreRecord, parts: Sequence[Part]) -> tuple[Step, ...]:
    """The steps of the current attempt in order, or of the deletion while the store is going."""
    now = phase(record)
    if now is Phase.DELETING:
        return _deletion(record)
    seen = record.namespace
    if seen is not None and seen.status.timeline and now in (Phase.READY, Phase.DEGRADED, Phase.FAILED):
        return seen.status.timeline
    return _provisioning(record, parts)


def _provisioning(record: StoreRecord, parts: Sequence[Part]) -> tuple[Step, ...]:
    seen, spec = record.namespace, record.spec
    asked = spec.created_at if spec else None
    began = seen.status.attempt_started_at if seen else None
    applied = seen is not None and seen.status.holds("Applied", seen.spec.generation)
    steps = [
        Step(id="accepted", title="Order accepted", state="done", started_at=asked, finished_at=asked),
        _step("namespace", "Own namespace", began, begun=True, message="waiting for a worker"),
        _step(
            "applied",
            "Requested from Kubernetes",
            seen.status.applied_at if seen and applied else None,
            begun=seen is not None,
            message=record.progress,
        ),
        *(_part(part, record, applied=applied) for part in parts),
    ]
    up = all(step.state == "done" for step in steps)
    ready = seen.status.sold_at if seen else None
    steps.append(_step("verified", "A purchase went through", ready, begun=up, message=_checking(record)))
    return tuple(_judged(steps, phase(record), ready))


def _judged(steps: list[Step], now: Phase, sold: float | None) -> list[Step]:
    """A verdict is about all of them: nothing is under way any more."""
    match now:
        case Phase.READY:
            return _as_done(steps, sold)
        case Phase.FAILED | Phase.DEGRADED:
            return _as_failed(steps)
        case _:
            return steps


def _step(identity: str, title: str, finished: float | None, *, begun: bool, message: str) -> Step:
    if finished is not None:
        return Step(id=identity, title=title, state="done", finished_at=finished)
    return Step(id=identity, title=title, state="running" if begun else "pending", message=message if begun else "")


def _part(part: Part, record: StoreRecord, *, applied: bool) -> Step:
    shown = record.workloads.component(part.name) if record.workloads else None
    seen = record.namespace
    if part.name == SETUP and seen is not None and seen.status.setup_done and shown is None:
        return Step(id=part.name, title=part.step, state="done", message="was done before")
    if shown is None or seen is None:
        return Step(id=part.name, title=part.step, state="running" if applied else "pending")
    state = STATE_OF.get(shown.state, "running")
    finished = shown.since if state == "done" else None
    return Step(
        id=part.name, title=part.step, state=state, message=_words(shown), started_at=shown.since, finished_at=finished
    )


def _words(shown: ComponentState) -> str:
    if shown.reason and shown.message:
        return f"{shown.reason}: {shown.message}"
    return shown.message or WORDS[shown.state]


def _checking(record: StoreRecord) -> str:
    if record.check is None or record.check.passed or not record.check.message:
        return "trying a purchase"
    return f"not yet: {record.check.message}"


def _as_done(steps: list[Step], sold: float | None) -> list[Step]:
    """What sells is up, even where the news of a pod or Job comes later than the purchase."""
    done = {"state": "done", "message": "", "finished_at": sold}
    return [s if s.state == "done" else s.model_copy(update=done) for s in steps]


def _as_failed(steps: list[Step]) -> list[Step]:
    return [s.model_copy(update={"state": "failed"}) if s.state == "running" else s for s in steps]


def _deletion(record: StoreRecord) -> tuple[Step, ...]:
    seen, intent = record.namespace, record.intent
    asked = intent.at if intent else (seen.status.deleting_at if seen else None)
    begun = seen is not None and seen.terminating
    return (
        Step(id="accepted", title="Deletion accepted", state="done", started_at=asked, finished_at=asked),
        _step("marked", "Marked for deletion", _marked(seen), begun=True, message="waiting for a worker"),
        Step(
            id="removed",
            title="Shop, data and volumes removed",
            state="running" if begun else "pending",
            message="; ".join(blockers_of(record)),
        ),
    )


def _marked(seen: NamespaceView | None) -> float | None:
    return seen.status.deleting_at if seen else None
