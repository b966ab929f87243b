"""The lanes of a worker process: each job in its own log context, its end counted, its errors told to people."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from arq.worker import Worker

from services.worker.ask import ask
from services.worker.claim import ClaimLost
from services.worker.delete import delete
from services.worker.provision import provision
from services.worker.tools import KeyUnknown, Tools, innermost
from services.worker.verify import verify
from shared.domain.diagnosis import Finding
from shared.domain.errors import StoreyardError, TemporaryError
from shared.domain.jobs import LANE_OF, Job, JobKind, Lane
from shared.jobqueue import Handler, JobQueue
from shared.observability.metrics import JOBS
from shared.repository.mark import OtherCluster, RedisAway

RESTART_DELAY = 0.5
WORK = {JobKind.PROVISION, JobKind.DELETE}
"""Jobs whose progress people follow."""
HANDLERS: dict[JobKind, Callable[[Tools, Job], Awaitable[None]]] = {
    JobKind.PROVISION: provision,
    JobKind.VERIFY: verify,
    JobKind.DELETE: delete,
    JobKind.ASK: ask,
}

log = structlog.get_logger()


class TooSlow(TemporaryError):
    """A job that did not end in its time; what it did stands, and the claim runs out."""


@dataclass
class Consumer:
    """One lane, for ever: whatever ends an arq worker, the next one takes its place with fresh counters."""

    make: Callable[[], Worker]
    worker: Worker

    async def run(self) -> None:
        """Runs the lane; a Redis that is away is waited for instead of ending the process."""
        while True:
            try:
                await self.worker.async_run()
            except Exception as error:  # noqa: BLE001 - the rim of a lane; arq may raise whatever its connection does
                log.warning("a lane was interrupted and begins again", error=str(error) or type(error).__name__)
                await asyncio.sleep(RESTART_DELAY)
                self.worker = self.make()


def consumers(tools: Tools, queue: JobQueue) -> list[Consumer]:
    """One arq worker a lane, so that no lane waits for another."""
    settings = tools.settings.queue
    slots = {
        Lane.PROVISION: settings.provision_slots,
        Lane.VERIFY: settings.verify_slots,
        Lane.INTERACTIVE: settings.interactive_slots,
    }
    handlers = {kind: _shell(tools, run) for kind, run in HANDLERS.items()}

    def consumer(lane: Lane) -> Consumer:
        def make() -> Worker:
            return queue.consumer(lane, handlers, slots[lane], settings)

        return Consumer(make, make())

    return [consumer(lane) for lane in Lane]


def _shell(tools: Tools, run: Callable[[Tools, Job], Awaitable[None]]) -> Handler:
    async def handle(job: Job) -> None:
        context = {"job": job.id, "store": job.name, "uid": job.uid, "attempt": job.attempt}
        with structlog.contextvars.bound_contextvars(**context, request_id=job.request_id):
            began = time.monotonic()
            outcome = await _outcome(tools, job, run)
            JOBS.labels(LANE_OF[job.kind], job.kind, outcome).observe(time.monotonic() - began)

    return handle


async def _outcome(tools: Tools, job: Job, run: Callable[[Tools, Job], Awaitable[None]]) -> str:
    """No job touches anything before it is known that its state may be believed, and is of our cluster."""
    try:
        await tools.repository.mark.require()
        await _in_time(tools, job, run)
    except Exception as error:  # noqa: BLE001 - the rim of a job
        return await _ended_early(tools, job, innermost(error))
    return "done"


async def _in_time(tools: Tools, job: Job, run: Callable[[Tools, Job], Awaitable[None]]) -> None:
    """Ends before arq would cut it off, which nobody would hear of."""
    seconds = tools.settings.queue.job_timeout
    try:
        async with asyncio.timeout(seconds) as limit:
            await run(tools, job)
    except TimeoutError as error:
        if limit.expired():
            raise TooSlow(f"The work took longer than {seconds:g} s and was ended; the next run goes on.") from error
        raise


async def _ended_early(tools: Tools, job: Job, error: Exception) -> str:
    """A sentence for people; the reconciler asks again as long as the state asks for it."""
    match error:
        case RedisAway():
            log.warning("Redis is away", error=str(error))
            return "temporary"
        case OtherCluster():  # the store is another cluster's: not even its progress is ours to write
            log.error("not this cluster's state", error=str(error))
            tools.doubt()
            return "refused"
        case StoreyardError():
            log.warning("job ended early", error=str(error))
            tools.doubt()
            await _tell(tools, job, error)
            return "temporary" if isinstance(error, TemporaryError) else "refused"
        case _:
            log.error("job crashed", exc_info=error)
            return "crashed"


async def _tell(tools: Tools, job: Job, error: StoreyardError) -> None:
    """What stopped the work on a store; a run that another one replaced has nothing to say about it."""
    try:
        if job.kind in WORK and not isinstance(error, ClaimLost):
            await tools.say(job.uid, str(error))
        if isinstance(error, KeyUnknown):
            await tools.hindered(job.uid, Finding("key-unknown", str(error)).failure())
    except RedisAway:
        log.warning("could not be told", text=str(error))
