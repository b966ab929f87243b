"""The scripts against a real Valkey: each sentence is a promise that the laws make."""

import asyncio

import pytest

from shared.domain.intents import Intent, IntentKind
from shared.domain.receipts import Receipt
from shared.domain.status import Phase, phase
from shared.repository import Repository, repository as wire
from shared.repository.mark import OtherCluster, Unmarked
from shared.repository.reservations import IdempotencyKey, NameTaken, NotNow, QuotaReached, Replay
from tests.unit.factory import APPLIED, SELLS, spec, view

DAY = 86_400


@pytest.fixture
async def rebuilt(repository: Repository) -> Repository:
    epoch, complete = await repository.mark.begin("cluster-1")
    assert not complete
    await repository.mark.complete(epoch, "v1.36.3")
    return repository


def epoch_of(repository: Repository) -> int:
    return repository.mark.memory.epoch


async def create(repository: Repository, name: str = "demo", uid: str = "u1", quota: int | None = 10) -> Intent:
    made = await repository.reservations.reserve(spec(name, uid=uid), quota=quota)
    assert isinstance(made, Intent)
    return made


def receipt(uid: str = "u1", cause: str = "requested", name: str = "demo") -> Receipt:
    return Receipt.model_validate(
        {"uid": uid, "name": name, "owner": "ada", "engine": "woocommerce", "cause": cause, "message": "gone"}
        | {"finished_at": 1.0}
    )


async def end(repository: Repository, uid: str = "u1", cause: str = "requested", as_of: int = 10**9) -> str:
    return await repository.stores.end(epoch_of(repository), receipt(uid, cause), as_of=as_of, seconds=DAY)


async def test_nothing_is_answered_before_the_list_was_rebuilt(repository: Repository) -> None:
    with pytest.raises(Unmarked):
        await repository.stores.page(owner=None)
    with pytest.raises(Unmarked):
        await repository.stores.by_name("demo")
    with pytest.raises(Unmarked):
        await create(repository)


async def test_an_accepted_order_is_seen_at_once(rebuilt: Repository) -> None:
    made = await create(rebuilt)
    found = await rebuilt.stores.by_name("demo")
    assert found is not None
    assert (found.intent, phase(found)) == (made, Phase.QUEUED)
    assert made.spec is not None
    assert made.spec.intent == made.id
    assert made.spec.created_at == made.at


async def test_a_name_belongs_to_one_store(rebuilt: Repository) -> None:
    await create(rebuilt)
    with pytest.raises(NameTaken) as taken:
        await create(rebuilt, uid="u2")
    assert taken.value.uid == "u1"


async def test_of_a_hundred_orders_at_once_exactly_the_quota_is_accepted(rebuilt: Repository) -> None:
    async def one(number: int) -> bool:
        try:
            await create(rebuilt, f"shop-{number}", f"u{number}", quota=10)
        except QuotaReached:
            return False
        return True

    assert sum(await asyncio.gather(*(one(n) for n in range(100)))) == 10
    assert await rebuilt.stores.count("ada") == 10


async def test_of_a_hundred_orders_for_one_name_exactly_one_is_accepted(rebuilt: Repository) -> None:
    async def one(number: int) -> bool:
        try:
            await create(rebuilt, "demo", f"u{number}", quota=None)
        except NameTaken:
            return False
        return True

    assert sum(await asyncio.gather(*(one(n) for n in range(100)))) == 1


async def test_the_same_idempotency_key_leads_to_the_same_store(rebuilt: Repository) -> None:
    key, other = IdempotencyKey("k", "body"), IdempotencyKey("k", "another body")
    await rebuilt.reservations.reserve(spec(uid="u1"), quota=None, idempotency=key)
    again = await rebuilt.reservations.reserve(spec(uid="u2"), quota=None, idempotency=key)
    assert again == Replay("u1", same_body=True)
    changed = await rebuilt.reservations.reserve(spec("other", uid="u3"), quota=None, idempotency=other)
    assert changed == Replay("u1", same_body=False)


async def test_an_intent_ends_when_its_namespace_shows_it(rebuilt: Repository) -> None:
    made = await create(rebuilt)
    shown = view().model_copy(update={"spec": made.spec})
    assert await rebuilt.stores.publish_namespace(epoch_of(rebuilt), shown) == "published"
    found = await rebuilt.stores.by_name("demo")
    assert found is not None
    assert found.intent is None
    assert found.namespace == shown


async def test_late_news_never_beats_newer_news(rebuilt: Repository) -> None:
    stores, epoch = rebuilt.stores, epoch_of(rebuilt)
    await stores.publish_namespace(epoch, view(rv=20, conditions=(APPLIED, SELLS), ready_at=1.0))
    assert await stores.publish_namespace(epoch, view(rv=19)) == "old"
    found = await stores.by_name("demo")
    assert found is not None
    assert phase(found) is Phase.READY


async def test_news_of_an_earlier_epoch_is_dropped(rebuilt: Repository) -> None:
    assert await rebuilt.stores.publish_namespace(epoch_of(rebuilt) - 1, view()) == "epoch"


async def test_a_delete_is_accepted_twice_and_never_replaced(rebuilt: Repository) -> None:
    await create(rebuilt)
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view())
    record = await rebuilt.stores.by_name("demo")
    assert record is not None
    assert await rebuilt.reservations.intend(record, IntentKind.DELETE) is not None
    assert await rebuilt.reservations.intend(record, IntentKind.DELETE) is None
    with pytest.raises(NotNow):
        await rebuilt.reservations.intend(record, IntentKind.RETRY, attempt=2)


async def test_name_and_quota_are_free_with_the_receipt_and_not_before(rebuilt: Repository) -> None:
    await create(rebuilt, quota=1)
    with pytest.raises(NameTaken):
        await create(rebuilt, uid="u2", quota=1)
    assert await end(rebuilt) == "written"
    assert await rebuilt.stores.receipt("u1") == receipt()
    await create(rebuilt, uid="u2", quota=1)
    assert await end(rebuilt) == "stands"


async def test_a_deleted_uid_never_enters_the_read_model_again(rebuilt: Repository) -> None:
    await create(rebuilt)
    await end(rebuilt)
    assert await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view()) == "receipted"
    assert await rebuilt.stores.by_name("demo") is None


async def test_the_receipt_of_a_vanished_store_is_withdrawn_when_it_shows(rebuilt: Repository) -> None:
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view(rv=5))
    assert await end(rebuilt, cause="vanished") == "written"
    assert await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view(rv=6)) == "published"
    assert await rebuilt.stores.receipt("u1") is None


async def test_an_older_list_ends_nothing_that_is_newer(rebuilt: Repository) -> None:
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view(rv=50))
    assert await end(rebuilt, as_of=49) == "newer"
    assert await rebuilt.stores.by_name("demo") is not None


async def test_a_freed_name_passes_to_the_order_that_waits_for_it(rebuilt: Repository) -> None:
    await create(rebuilt, uid="u2")
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view(uid="u1"))
    assert await rebuilt.stores.holder("demo") == "u1"
    await end(rebuilt, "u1")
    assert await rebuilt.stores.holder("demo") == "u2"


async def test_a_name_is_refused_only_while_the_order_still_waits(rebuilt: Repository) -> None:
    await create(rebuilt)
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view())
    assert await end(rebuilt, cause="taken") == "written"
    assert await end(rebuilt, "u9", cause="taken") == "settled"


async def test_pages_follow_each_other_in_the_order_of_names(rebuilt: Repository) -> None:
    for name in ("delta", "alpha", "charlie", "bravo"):
        await create(rebuilt, name, f"u-{name}")
    first = await rebuilt.stores.page(owner="ada", size=3)
    rest = await rebuilt.stores.page(owner="ada", after=f"{first[-1].name}/{first[-1].uid}", size=3)
    assert [r.name for r in first + rest] == ["alpha", "bravo", "charlie", "delta"]
    assert await rebuilt.stores.page(owner="bob") == []


async def test_a_flush_is_noticed_and_begins_a_new_epoch(rebuilt: Repository) -> None:
    before = epoch_of(rebuilt)
    await rebuilt.redis.flushdb()
    with pytest.raises(Unmarked, match="missing"):
        await rebuilt.mark.require()
    epoch, complete = await rebuilt.mark.begin("cluster-1")
    assert (epoch > before, complete) == (True, False)


async def test_r43_a_redis_that_went_back_in_time_counts_as_flushed(rebuilt: Repository) -> None:
    made = await create(rebuilt)
    keys = rebuilt.keys
    await rebuilt.redis.hset(keys.mark, "n", made.id[1] - 1)  # as an older append-only file would have it
    with pytest.raises(Unmarked, match="rolled-back"):
        await rebuilt.stores.by_name("demo")
    epoch, _ = await rebuilt.mark.begin("cluster-1")
    await rebuilt.mark.complete(epoch, "v1.36.3")
    assert await rebuilt.stores.by_name("demo") is None


async def test_r43_another_cluster_is_refused(rebuilt: Repository) -> None:
    with pytest.raises(OtherCluster, match="cluster-1"):
        await rebuilt.mark.begin("cluster-2")


async def test_r43_a_process_of_another_cluster_is_told_so_and_remembers_nothing_of_it(rebuilt: Repository) -> None:
    other = wire(rebuilt.redis, rebuilt.keys.prefix)
    other.mark.here = "cluster-2"
    with pytest.raises(OtherCluster, match=r"cluster-1.*leads to cluster-2\. Use another Redis"):
        await other.mark.require()
    assert epoch_of(other) == 0
    assert await other.stores.publish_namespace(epoch_of(other), view()) == "epoch"


async def test_r43_another_clusters_state_is_refused_while_it_is_still_being_rebuilt(repository: Repository) -> None:
    await repository.mark.begin("cluster-1")
    repository.mark.here = "cluster-2"
    with pytest.raises(OtherCluster):
        await repository.mark.require()
    repository.mark.here = "cluster-1"
    with pytest.raises(Unmarked, match="rebuilding"):
        await repository.mark.require()


@pytest.mark.parametrize("here", ["", "cluster-1"])
async def test_a_process_of_this_cluster_or_of_none_is_answered(rebuilt: Repository, here: str) -> None:
    rebuilt.mark.here = here
    assert await rebuilt.mark.require() > 0


async def test_two_reconcilers_join_in_one_epoch(rebuilt: Repository) -> None:
    other = wire(rebuilt.redis, rebuilt.keys.prefix)
    assert await other.mark.begin("cluster-1") == (epoch_of(rebuilt), True)


async def test_listeners_hear_of_each_change_and_resume_after_the_last(rebuilt: Repository) -> None:
    start = await rebuilt.events.last_id()
    await create(rebuilt)
    await end(rebuilt)
    heard = await rebuilt.events.after(start)
    assert [(e.kind, e.name, e.owner) for e in heard] == [("store", "demo", "ada"), ("gone", "demo", "ada")]
    assert await rebuilt.events.since(heard[0].id) == heard[1:]
    assert await rebuilt.events.since("99999999999999-0") is None


async def test_an_answer_is_taken_once(rebuilt: Repository) -> None:
    await rebuilt.answers.put("r1", b"sealed")
    assert await rebuilt.answers.take("r1", timeout=1) == b"sealed"
    assert await rebuilt.answers.take("r1", timeout=0.01) is None


async def test_an_old_retry_is_taken_back_only_if_it_is_still_that_one(rebuilt: Repository) -> None:
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view())
    record = await rebuilt.stores.by_name("demo")
    assert record is not None
    first = await rebuilt.reservations.intend(record, IntentKind.RETRY, attempt=2)
    assert first is not None
    assert await rebuilt.reservations.drop(first)
    second = await rebuilt.reservations.intend(record, IntentKind.RETRY, attempt=2)
    assert second is not None
    assert not await rebuilt.reservations.drop(first)


async def test_progress_of_an_unknown_store_makes_no_record(rebuilt: Repository) -> None:
    await rebuilt.stores.progress("nobody", "doing things")
    assert await rebuilt.stores.by_uid("nobody") is None
    assert [r async for r in rebuilt.stores.everything()] == []
