"""The queue: jobs are taken at once and in their order, whatever the clocks of those who send and take them say."""

import asyncio
from contextlib import suppress
from secrets import token_hex

import pytest
from arq import connections, worker

from shared.domain.jobs import Job, JobKind, Lane
from shared.domain.types import StoreName, Uid
from shared.jobqueue import job_queue
from shared.repository import Repository
from shared.settings import QueueSettings
from tests.waiting import until

HOUR = 3_600_000
"""In milliseconds, as arq counts."""


@pytest.mark.parametrize("sender", [-HOUR, 0, HOUR])
@pytest.mark.parametrize("taker", [-HOUR, 0, HOUR])
async def test_r23_a_job_is_taken_at_once_whatever_two_wall_clocks_say(
    repository: Repository, prefix: str, monkeypatch: pytest.MonkeyPatch, sender: int, taker: int
) -> None:
    real = worker.timestamp_ms
    monkeypatch.setattr(connections, "timestamp_ms", lambda: real() + sender)
    monkeypatch.setattr(worker, "timestamp_ms", lambda: real() + taker)
    queue = job_queue(repository.redis, prefix, b"k" * 32)
    taken: list[str] = []

    async def take(job: Job) -> None:
        taken.append(job.id)

    jobs = [Job(kind=JobKind.VERIFY, uid=Uid(token_hex(16)), name=StoreName("bakery")) for _ in range(5)]
    for job in jobs:
        assert await queue.enqueue(job)
        await asyncio.sleep(0.002)  # the order is by milliseconds
    consumer = queue.consumer(Lane.VERIFY, {JobKind.VERIFY: take}, 1, QueueSettings())
    running = asyncio.create_task(consumer.async_run())
    try:
        await until(lambda: len(taken) == len(jobs), "all jobs are taken", 10)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert taken == [job.id for job in jobs]
