"""What every acceptance shares: room in the queue, the hint to a worker, the 202."""

import structlog
from aiohttp import web

from services.api.bodies import answer
from services.api.context import Call
from services.api.problems import Problem, Problems
from services.api.stores.views import store_path, store_view
from shared.domain.intents import Intent
from shared.domain.jobs import Job, JobKind, Lane
from shared.domain.status import StoreRecord
from shared.jobqueue import JobQueue
from shared.repository.mark import RedisAway

QUEUE_RETRY_SECONDS = 10

log = structlog.get_logger()


async def require_room(queue: JobQueue, lane: Lane, limit: int) -> None:
    """The 503 when so much waits already that another job would only wait too."""
    if await queue.depth(lane) >= limit:
        detail = "The workers are behind. Nothing was changed; try again in a moment."
        raise Problem(Problems.QUEUE, detail, retry_after=QUEUE_RETRY_SECONDS)


async def hint(queue: JobQueue, job: Job) -> None:
    """Enqueues; when that fails the intent stands all the same and the reconciler enqueues again (law 4)."""
    try:
        await queue.enqueue(job)
    except RedisAway:
        log.warning("accepted, but not enqueued; the reconciler will", uid=job.uid, store=job.name, job=job.kind)


def job_for(call: Call, kind: JobKind, record: StoreRecord, intent: Intent) -> Job:
    """The hint that answers an intent."""
    return Job(
        kind=kind,
        uid=record.uid,
        name=record.name,
        generation=record.spec.generation if record.spec else 1,
        attempt=max(1, intent.attempt),
        intent=intent.id,
        request_id=call.request_id,
    )


def accepted_answer(call: Call, record: StoreRecord, *, location: str | None = None) -> web.Response:
    """202 with the store as it is now."""
    call.trail.name, call.trail.uid = record.name, record.uid
    return answer(store_view(record), status=202, headers={"Location": location or store_path(record.name)})
