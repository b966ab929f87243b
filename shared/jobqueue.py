"""arq behind our own door, for what it is good at: at-least-once delivery with low latency.

Everything that arq is weak at stays ours: its payload is signed JSON instead of pickle, its results are never kept,
its bookkeeping is never believed. A job is a hint (law 4).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix, job_key_prefix
from arq.typing import WorkerCoroutine
from arq.worker import Worker, func
from redis.asyncio import Redis

from shared.domain.jobs import LANE_OF, Job, JobKind, Lane
from shared.repository.keys import Keys
from shared.repository.mark import ask, time_of
from shared.serialization import seal, unseal
from shared.settings import QueueSettings

LATER = 1.0
"""Seconds after a job should have ended by itself that arq cuts it off."""
Handler = Callable[[Job], Awaitable[None]]
TRIES = 3
"""Deliveries of one id; the reconciler asks again under the next id, so more would only repeat a hint."""
SHIFT = timedelta(days=365)
"""Scores are Redis' TIME less this: arq leaves out what its own wall clock calls the future (law 10)."""
LIFE = timedelta(days=1)
"""How long a payload is kept; long before that the reconciler has asked under another id."""
READ_LIMIT = 1000
"""Entries that a poll reads: running ones stay in the set, and a short read would hide new ones behind them."""


@dataclass(frozen=True)
class JobQueue:
    """Puts jobs in, says how long the lanes are, and makes the consumers of a worker process."""

    redis: ArqRedis
    keys: Keys
    key: bytes

    async def enqueue(self, job: Job) -> bool:
        """True when the job is new to the queue, False when the same id waits or runs already."""
        if await self._put(job):
            return True
        if any(await self.standing([job])):
            return False
        # arq's payload without its place in the queue: the queue was emptied, and the id would be blocked for a day.
        await ask(self.redis.delete(job_key_prefix + job.id))
        return await self._put(job)

    async def _put(self, job: Job) -> bool:
        lane, payload = self.keys.queue(LANE_OF[job.kind]), job.model_dump(mode="json")
        due = datetime.fromtimestamp(await time_of(self.redis), UTC) - SHIFT
        put = self.redis.enqueue_job(
            job.kind, payload, _job_id=job.id, _queue_name=lane, _defer_until=due, _expires=LIFE
        )
        return await ask(put) is not None

    async def depth(self, lane: Lane) -> int:
        """Entries of the lane, running ones included."""
        return int(await ask(self.redis.zcard(self.keys.queue(lane))))

    async def age(self, lane: Lane) -> float:
        """Seconds, by Redis' own time, that the oldest job waits which nobody holds; 0 when none does."""
        entries = await ask(self.redis.zrange(self.keys.queue(lane), 0, READ_LIMIT - 1, withscores=True))
        if not entries:
            return 0.0
        held = await ask(self.redis.mget([f"{in_progress_key_prefix}{name.decode()}" for name, _ in entries]))
        due = next((due for (_, due), holder in zip(entries, held, strict=True) if holder is None), None)
        now = await time_of(self.redis) - SHIFT.total_seconds()
        return max(0.0, now - due / 1000) if due is not None else 0.0

    async def standing(self, jobs: Sequence[Job]) -> tuple[set[str], set[str]]:
        """Ids that are in their lane already, and ids that some worker, alive or dead, holds; asked in one go."""
        if not jobs:
            return set(), set()
        pipe = self.redis.pipeline(transaction=False)
        for job in jobs:
            pipe.zscore(self.keys.queue(LANE_OF[job.kind]), job.id)
            pipe.exists(in_progress_key_prefix + job.id)
        answers = await ask(pipe.execute())
        waiting = {job.id for job, score in zip(jobs, answers[::2], strict=True) if score is not None}
        return waiting, {job.id for job, held in zip(jobs, answers[1::2], strict=True) if held}

    def consumer(self, lane: Lane, handlers: dict[JobKind, Handler], slots: int, settings: QueueSettings) -> Worker:
        """An arq worker for one lane. It installs no signal handler: the process has one of its own."""
        kinds = [kind for kind, of in LANE_OF.items() if of is lane]
        return Worker(
            functions=[
                func(_coroutine(handlers[kind]), name=kind, timeout=settings.job_timeout + LATER) for kind in kinds
            ],
            redis_pool=self.redis,
            queue_name=self.keys.queue(lane),
            max_jobs=slots,
            max_tries=TRIES,
            keep_result=0,
            poll_delay=settings.poll_delay,
            queue_read_limit=READ_LIMIT,
            handle_signals=False,
            health_check_interval=3600,
            job_serializer=self._serialize,
            job_deserializer=self._deserialize,
        )

    def _serialize(self, value: dict[str, Any]) -> bytes:
        return seal(self.key, value)

    def _deserialize(self, data: bytes) -> dict[str, Any]:
        content = unseal(self.key, data)
        if not isinstance(content, dict):
            message = "a queue entry is an object"
            raise TypeError(message)
        return content


def job_queue(redis: Redis, prefix: str, key: bytes) -> JobQueue:
    """A queue over the connections of a Redis client that exists."""
    queue = JobQueue(ArqRedis(connection_pool=redis.connection_pool), Keys(prefix), key)
    queue.redis.job_serializer = queue._serialize  # noqa: SLF001 - its own
    queue.redis.job_deserializer = queue._deserialize  # noqa: SLF001 - its own
    return queue


def _coroutine(handler: Handler) -> WorkerCoroutine:
    async def run(_context: dict[str, Any], payload: dict[str, Any]) -> None:
        await handler(Job.model_validate(payload))

    return cast("WorkerCoroutine", run)


async def drain(workers: list[Worker], grace: float) -> None:
    """Lets running jobs end for up to `grace` seconds and takes no new ones; the namespace tells others the rest."""
    for worker in workers:
        worker.allow_pick_jobs = False
    running = [task for worker in workers for task in worker.tasks.values()]
    if running:
        await asyncio.wait(running, timeout=grace)
