"""A change in Redis: accepted once, over when its id shows, replaced by a delete, taken back when it is too old."""

import pytest

from services.reconciler.stale import take_back_what_is_old
from shared.domain.changes import PinnedOptionsChange, StoreChange
from shared.domain.intents import INTENT_LIFE, Intent, IntentKind
from shared.domain.status import Phase, StoreRecord, phase
from shared.engines.plans import PLANS
from shared.repository import Repository
from shared.repository.reservations import Moved, NotNow
from tests.unit.factory import APPLIED, SELLS, view

CHANGE = StoreChange(plan=PLANS["large"], options=PinnedOptionsChange(title='a "protected":true one'), protected=False)
READY = view(conditions=(APPLIED, SELLS), ready_at=1.0)


@pytest.fixture
async def ready(repository: Repository) -> Repository:
    epoch, _ = await repository.mark.begin("cluster-1")
    await repository.mark.complete(epoch, "v1.36.3")
    await repository.stores.publish_namespace(epoch, READY)
    return repository


async def stored(repository: Repository) -> StoreRecord:
    record = await repository.stores.by_uid("u1")
    assert record is not None
    return record


async def change(repository: Repository, on: StoreRecord | None = None) -> Intent:
    record = on or await stored(repository)
    made = await repository.reservations.intend(record, IntentKind.CHANGE, attempt=2, change=CHANGE)
    assert made is not None
    return made


async def test_a_change_is_kept_as_it_was_accepted(ready: Repository) -> None:
    made = await change(ready)
    record = await stored(ready)
    assert record.intent == made
    assert (made.change, made.spec, made.attempt) == (CHANGE, None, 2)
    assert phase(record) is Phase.QUEUED


async def test_there_is_one_change_at_a_time_and_a_retry_waits_too(ready: Repository) -> None:
    await change(ready)
    with pytest.raises(NotNow):
        await change(ready)
    with pytest.raises(NotNow):
        await ready.reservations.intend(await stored(ready), IntentKind.RETRY, attempt=2)


async def test_a_delete_replaces_a_change_and_nothing_replaces_a_delete(ready: Repository) -> None:
    await change(ready)
    assert await ready.reservations.intend(await stored(ready), IntentKind.DELETE) is not None
    with pytest.raises(NotNow):
        await change(ready)


async def test_a_decision_counts_only_for_the_version_that_it_was_made_on(ready: Repository) -> None:
    before = await stored(ready)
    await ready.stores.publish_namespace(ready.mark.memory.epoch, READY.model_copy(update={"resource_version": 11}))
    for kind in (IntentKind.CHANGE, IntentKind.RETRY, IntentKind.DELETE):
        with pytest.raises(Moved):
            await ready.reservations.intend(before, kind, change=CHANGE if kind is IntentKind.CHANGE else None)
    before = await stored(ready)
    await change(ready)
    with pytest.raises(Moved):
        await ready.reservations.intend(before, IntentKind.DELETE)


async def test_a_change_is_over_when_the_spec_shows_its_id_and_not_when_a_generation_comes(ready: Repository) -> None:
    made = await change(ready)
    epoch = ready.mark.memory.epoch
    other = READY.spec.model_copy(update={"generation": 2})
    await ready.stores.publish_namespace(epoch, READY.model_copy(update={"resource_version": 11, "spec": other}))
    assert (await stored(ready)).intent == made
    mine = other.model_copy(update={"intent": made.id})
    await ready.stores.publish_namespace(epoch, READY.model_copy(update={"resource_version": 12, "spec": mine}))
    assert (await stored(ready)).intent is None


@pytest.mark.parametrize("kind", [IntentKind.CHANGE, IntentKind.RETRY])
async def test_r43_what_was_accepted_over_an_hour_ago_is_taken_back_and_said(
    ready: Repository, kind: IntentKind
) -> None:
    made = await ready.reservations.intend(
        await stored(ready), kind, attempt=2, change=CHANGE if kind is IntentKind.CHANGE else None
    )
    assert made is not None
    await take_back_what_is_old(ready, [await stored(ready)])
    assert (await stored(ready)).intent == made
    old = made.model_copy(update={"at": made.at - INTENT_LIFE - 1})
    await take_back_what_is_old(ready, [(await stored(ready)).model_copy(update={"intent": old})])
    record = await stored(ready)
    assert record.intent is None
    assert record.progress == f"A {kind} was accepted over an hour ago and is not carried out any more; ask again."
    assert phase(record) is Phase.READY
