from arq.constants import in_progress_key_prefix

from shared.domain.jobs import Job, JobKind, Lane
from shared.domain.types import StoreName, Uid
from shared.jobqueue import JobQueue, job_queue
from shared.repository import Repository
from tests.waiting import until

ORDER = Job(kind=JobKind.PROVISION, uid=Uid("u1"), name=StoreName("demo"))


def queue_of(repository: Repository) -> JobQueue:
    return job_queue(repository.redis, repository.keys.prefix, b"k" * 32)


async def test_the_age_of_a_lane_is_that_of_its_oldest_job_that_nobody_holds(repository: Repository) -> None:
    queue = queue_of(repository)
    assert await queue.age(Lane.PROVISION) == 0
    await queue.enqueue(ORDER.model_copy(update={"uid": f"{repository.keys.prefix}-a"}))

    async def waits() -> bool:
        return 0.05 < await queue.age(Lane.PROVISION) < 60

    await until(waits, "it waits longer and longer, and not a year")
    assert await queue.age(Lane.VERIFY) == 0


async def test_a_job_that_runs_does_not_wait(repository: Repository) -> None:
    queue = queue_of(repository)
    running = ORDER.model_copy(update={"uid": f"{repository.keys.prefix}-b"})
    await queue.enqueue(running)
    await repository.redis.set(in_progress_key_prefix + running.id, b"1")
    assert await queue.age(Lane.PROVISION) == 0
