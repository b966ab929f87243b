"""What an attempt writes into the namespace when it begins: pure, from what stands there and what was asked for."""

from shared.domain.changes import StoreChange, changed, in_words
from shared.domain.history import ordered, with_entry
from shared.domain.intents import Intent, IntentKind
from shared.domain.status import NamespaceView, StoreStatus
from shared.domain.store import StoreSpec


def first(spec: StoreSpec, number: int, now: float) -> StoreStatus:
    """The status of a namespace that is about to be made."""
    return StoreStatus(attempt=number, attempt_started_at=now, history=(ordered(spec),))


def following(view: NamespaceView, number: int, asked_by: Intent | None, now: float) -> tuple[StoreSpec, StoreStatus]:
    """Spec and status of the next attempt; without anybody who asked it goes on where the last one stopped."""
    status = view.status.model_copy(update={"attempt": number})
    if asked_by is None:
        return view.spec, status
    if asked_by.kind is IntentKind.CHANGE and asked_by.change is not None:
        spec = changed(view.spec, asked_by.change, asked_by.id)
        return spec, _changed(view, status, asked_by.change, asked_by.at, now)
    return view.spec, _retried(status, asked_by, now)


def _retried(status: StoreStatus, asked_by: Intent, now: float) -> StoreStatus:
    """Conditions and setup begin anew."""
    number = status.attempt
    return status.model_copy(
        update={
            "retried": asked_by.id,
            **_setup_anew(number),
            **_begun(status, asked_by.at, now, "Retried", f"attempt {number}"),
            "conditions": (),
            "ready_at": None,
        }
    )


def _changed(view: NamespaceView, status: StoreStatus, change: StoreChange, at: float, now: float) -> StoreStatus:
    """Conditions stay, of a generation that is not asked for any more. The setup runs again where options were named,
    and under a new number where it never ended: the Job of before is immutable and knows the spec of before.
    """
    names = change.options.names
    again = bool(names) or not status.setup_done
    asked = {"asked": tuple(sorted({*status.asked, *names}))} | _setup_anew(status.attempt) if again else {}
    begun = _begun(status, at, now, "Changed", in_words(view.spec, change))
    return status.model_copy(update={**asked, **begun})


def _setup_anew(number: int) -> dict[str, object]:
    return {"setup": number, "setup_done": None}


def _begun(status: StoreStatus, at: float, now: float, what: str, detail: str) -> dict[str, object]:
    """The attempt's deadline counts from now; `at` is when it was asked for."""
    news = {"history": with_entry(status.history, at, what, detail)}
    return {"attempt_started_at": now, "applied_at": None, "failure": None, "timeline": (), **news}
