"""Verdicts of a verification: pure, from what was known and found to the next status."""

from typing import Literal

from shared.domain.diagnosis import Finding, diagnose
from shared.domain.evidence import Evidence, Refusal
from shared.domain.failure import Failure
from shared.domain.history import with_entry
from shared.domain.status import Condition, NamespaceView, StoreRecord, StoreStatus
from shared.domain.timeline import timeline
from shared.engines.base import Shopped
from shared.engines.registry import components_of
from shared.kubernetes.errors import KubernetesError


def ready(record: StoreRecord, view: NamespaceView, shopped: Shopped, now: float) -> StoreStatus:
    """The shop sells."""
    bought = f"{shopped.product} for {shopped.total} {shopped.currency}"
    status = _judged(view, "True", "PurchaseWorks", f"A test purchase went through: {bought}.", now)
    status = status.model_copy(
        update={
            "ready_at": view.status.sold_at or max(now, view.status.attempt_started_at or now),
            "failure": None,
            "asked": (),
            "setup_done": f"{view.spec.release.version}/{view.spec.rotation}",
        }
    )
    return _frozen(record, view, _with_history(status, now, "Ready", bought))


def broken(record: StoreRecord, view: NamespaceView, finding: Finding, now: float) -> StoreStatus:
    """The shop does not sell."""
    failure = finding.failure()
    status = _judged(view, "False", _camel(finding.code), failure.cause, now).model_copy(update={"failure": failure})
    return _frozen(record, view, _with_history(status, now, status.broken_phase, failure.code))


def refused(view: NamespaceView, error: Exception, now: float) -> StoreStatus:
    """Not even the objects of the shop can be made: the verdict has the API server's words."""
    failure = refusal_of(error)
    status = _judged(view, "False", _camel(failure.code), failure.cause, now).model_copy(update={"failure": failure})
    return _with_history(status, now, status.broken_phase, failure.code)


def refusal_of(error: Exception) -> Failure:
    """What an answer of the API server comes to."""
    answered = error.status if isinstance(error, KubernetesError) else 0
    return diagnose(Evidence(refusal=Refusal(answered, str(error)))).failure()


def _judged(view: NamespaceView, value: Literal["True", "False"], reason: str, message: str, now: float) -> StoreStatus:
    kept = tuple(c for c in view.status.conditions if c.type == "Applied")
    available, commerce = (
        Condition.model_validate(
            {"type": kind, "status": value, "reason": reason, "message": message}
            | {"observed_generation": view.spec.generation, "last_transition_time": now}
        )
        for kind in ("Available", "CommerceReady")
    )
    return view.status.model_copy(update={"conditions": (*kept, available, commerce)})


def _with_history(status: StoreStatus, now: float, what: str, detail: str) -> StoreStatus:
    """A verdict that only repeats the last entry is no news: an attempt that is refused comes again and again."""
    last = status.history[-1] if status.history else None
    if last is not None and (last.what, last.detail) == (what, detail):
        return status
    return status.model_copy(update={"history": with_entry(status.history, now, what, detail)})


def _frozen(record: StoreRecord, view: NamespaceView, status: StoreStatus) -> StoreStatus:
    """The timeline as people saw it last, for good."""
    bare = status.model_copy(update={"timeline": ()})
    judged = record.model_copy(update={"namespace": view.model_copy(update={"status": bare})})
    return bare.model_copy(update={"timeline": timeline(judged, components_of(view.spec))})


def _camel(code: str) -> str:
    return "".join(word.capitalize() for word in code.split("-"))
