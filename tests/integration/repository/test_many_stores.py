"""What a pass over many stores does only once, on a real Valkey: it must notice all the same what changed."""

from arq.constants import in_progress_key_prefix

from services.reconciler.execute import HELD_BY_A_DEAD_WORKER, Executor
from shared.domain.jobs import Job, JobKind, Lane
from shared.domain.types import StoreName, Uid
from shared.jobqueue import job_queue
from shared.repository import Repository
from shared.repository.stores import Memo
from tests.integration.repository.test_state import create, epoch_of, rebuilt
from tests.unit.factory import view

__all__ = ["rebuilt"]

KEY = b"k" * 32
JOB = Job(kind=JobKind.PROVISION, uid=Uid("u1"), name=StoreName("demo"))


async def test_a_record_that_did_not_change_is_not_parsed_again_and_one_that_did_is(rebuilt: Repository) -> None:
    await create(rebuilt)
    await create(rebuilt, uid="u2", name="other")
    memo: Memo = {}
    first = {record.uid: record async for record in rebuilt.stores.everything(memo)}
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), view(rv=10))
    second = {record.uid: record async for record in rebuilt.stores.everything(memo)}
    assert second["u2"] is first["u2"]
    assert first["u1"].namespace is None
    assert second["u1"].namespace is not None
    await rebuilt.stores.progress("u2", "something happens")
    third = {record.uid: record async for record in rebuilt.stores.everything(memo)}
    assert third["u2"].progress == "something happens"


async def test_more_records_than_one_step_of_a_sweep_are_all_found(rebuilt: Repository) -> None:
    for number in range(120):
        await create(rebuilt, uid=f"u{number}", name=f"shop-{number}", quota=None)
    assert len({record.uid async for record in rebuilt.stores.everything()}) == 120


async def test_a_job_that_waits_is_passed_over_and_one_that_nobody_frees_gets_the_next_id(
    repository: Repository, prefix: str
) -> None:
    now = 100.0
    queue = job_queue(repository.redis, prefix, KEY)
    executor = Executor(queue, lambda: now)
    assert await executor.carry_out([JOB]) == 1
    assert await executor.carry_out([JOB]) == 0
    assert await queue.standing([JOB]) == ({JOB.id}, set())
    await repository.redis.set(in_progress_key_prefix + JOB.id, b"1")
    assert await queue.standing([JOB]) == ({JOB.id}, {JOB.id})
    assert await executor.carry_out([JOB]) == 0
    now += HELD_BY_A_DEAD_WORKER
    assert await executor.carry_out([JOB]) == 1
    assert await queue.depth(Lane.PROVISION) == 2


async def test_a_lost_read_model_is_noticed_and_a_whole_one_is_not(rebuilt: Repository) -> None:
    assert not await rebuilt.mark.is_missing()
    await rebuilt.redis.delete(rebuilt.keys.mark)
    assert await rebuilt.mark.is_missing()
