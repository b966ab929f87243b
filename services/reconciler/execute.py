"""Carries out a plan: puts its jobs into the queue, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from shared.domain.jobs import Job, JobKind
from shared.jobqueue import JobQueue
from shared.observability.metrics import ACTIONS

HELD_BY_A_DEAD_WORKER = 10.0
"""Seconds after which a job that is held and shows nothing gets the next attempt's id."""

log = structlog.get_logger()


@dataclass
class Executor:
    """Remembers which ids were refused because somebody holds them."""

    queue: JobQueue
    clock: Callable[[], float]
    _held_since: dict[str, float] = field(default_factory=dict)

    async def carry_out(self, jobs: Sequence[Job]) -> int:
        """Enqueues; returns how many were new."""
        waiting, held = await self.queue.standing(jobs)  # most are, while a queue is long: one question for all
        self._held_since = {key: since for key, since in self._held_since.items() if key in held}
        fresh = 0
        for job in jobs:
            if job.id in held:
                fresh += await self._pass_over(job)
            elif job.id not in waiting:
                fresh += await self._enqueue(job)
        return fresh

    async def _enqueue(self, job: Job) -> bool:
        fresh = await self.queue.enqueue(job)
        if fresh:
            ACTIONS.labels("repair" if job.repair else job.kind).inc()
            log.info("enqueued", job=job.id, store=job.name)
        return fresh

    async def _pass_over(self, job: Job) -> bool:
        """A provisioning whose holder shows nothing for too long is asked for under the next attempt's id."""
        if job.kind is not JobKind.PROVISION:
            return False
        since = self._held_since.setdefault(job.id, self.clock())
        if self.clock() - since < HELD_BY_A_DEAD_WORKER:
            return False
        following = job.model_copy(update={"attempt": job.attempt + 1})
        log.warning("held by a worker that does not move; asking under the next id", job=job.id, next=following.id)
        return await self.queue.enqueue(following)
