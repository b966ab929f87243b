"""From a record of the read model to what is sent."""

from services.api import API
from services.api.stores.models import (
    ConditionView,
    FailureView,
    HistoryEntryView,
    HistoryView,
    IntentView,
    OptionsView,
    ReleaseView,
    StepView,
    StoreView,
)
from services.api.times import moment
from shared.domain.deletion import conditions_of
from shared.domain.failure import Failure
from shared.domain.history import HistoryEntry, ordered
from shared.domain.intents import Intent
from shared.domain.status import Condition, Step, StoreRecord, StoreStatus, phase
from shared.domain.store import StoreOptions, StoreSpec
from shared.domain.timeline import timeline
from shared.engines.registry import admin_url_of, components_of


def receipt_path(uid: str) -> str:
    """Where the store's receipt is, or will be."""
    return f"{API}/receipts/{uid}"


def store_path(name: str) -> str:
    """Where the store is."""
    return f"{API}/stores/{name}"


def etag_of(record: StoreRecord) -> str:
    """The version of what is asked for, as If-Match names it; a change shows in it when a worker has written it."""
    return f'"{record.uid}-{record.spec.generation if record.spec else 0}"'


def history_view(record: StoreRecord) -> HistoryView:
    """What the namespace remembers; before there is one, that the order was accepted."""
    entries = record.namespace.status.history if record.namespace else _accepted(record)
    shown = [{"at": moment(one.at), "what": one.what, "detail": one.detail} for one in reversed(entries)]
    return HistoryView(items=[HistoryEntryView.model_validate(one) for one in shown])


def _accepted(record: StoreRecord) -> tuple[HistoryEntry, ...]:
    return (ordered(record.spec),) if record.spec else ()


def store_view(record: StoreRecord) -> StoreView:
    """The whole store."""
    spec, status = record.spec, record.namespace.status if record.namespace else StoreStatus()
    return StoreView.model_validate(
        (specified(spec) if spec else _unspecified(record))
        | {
            "name": record.name,
            "uid": record.uid,
            "owner": record.owner,
            "phase": phase(record),
            "ready_at": moment(status.ready_at),
            "verified_at": moment(record.check.passed_at) if record.check else None,
            "conditions": [_condition(one) for one in conditions_of(record)],
            "timeline": [_step(one) for one in timeline(record, components_of(spec) if spec else ())],
            "progress": record.progress,
            "intent": _intent(record.intent) if record.intent else None,
            "failure": _failure(record.failure) if record.failure else None,
            "receipt": receipt_path(record.uid),
        }
    )


def specified(spec: StoreSpec) -> dict[str, object]:
    """What a store, or the draft of one, says about its pinned spec."""
    return {
        "engine": spec.engine,
        "release": ReleaseView(engine=spec.release.engine, version=spec.release.version),
        "plan": spec.plan.name,
        "protected": spec.protected,
        "url": spec.address.url,
        "admin_url": admin_url_of(spec),
        "created_at": moment(spec.created_at),
        "generation": spec.generation,
        "options": OptionsView(**spec.options.model_dump(by_alias=False)),
    }


def _unspecified(record: StoreRecord) -> dict[str, object]:
    """For a store that is deleted before it had a namespace: only its name and owner are still known."""
    return {
        "engine": "",
        "release": ReleaseView(engine="", version=""),
        "plan": "",
        "protected": False,
        "url": "",
        "admin_url": "",
        "created_at": None,
        "generation": 0,
        "options": OptionsView(**StoreOptions(title=record.name).model_dump(by_alias=False)),
    }


def _failure(one: Failure) -> FailureView:
    return FailureView.model_validate(one.model_dump(by_alias=False) | {"docs": one.docs})


def _condition(one: Condition) -> ConditionView:
    changed = moment(one.last_transition_time)
    return ConditionView.model_validate(one.model_dump(by_alias=False) | {"last_transition_time": changed})


def _step(one: Step) -> StepView:
    times = {"started_at": moment(one.started_at), "finished_at": moment(one.finished_at)}
    return StepView.model_validate(one.model_dump(by_alias=False) | times)


def _intent(intent: Intent) -> IntentView:
    return IntentView.model_validate({"kind": intent.kind, "at": moment(intent.at)})
