"""What is asked of a store that exists: change, delete, retry.

Each is decided on one reading of the record and accepted only if that still holds when the intent is written, so that
protection and If-Match are exact with many replicas.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from services.api.bodies import read_body
from services.api.context import Call
from services.api.problems import Problem, Problems
from services.api.stores.accepting import accepted_answer, hint, job_for, require_room
from services.api.stores.creating import plan_of
from services.api.stores.finding import find
from services.api.stores.views import etag_of, receipt_path
from shared.domain.changes import PinnedOptionsChange, StoreChange, StorePatch
from shared.domain.intents import Intent, IntentKind
from shared.domain.jobs import JobKind, Lane
from shared.domain.status import Phase, StoreRecord, phase
from shared.repository.reservations import Moved

TRIES = 5
"""Decisions that one request makes on a record that others keep changing under it."""

Intend = Callable[[StoreRecord], Awaitable[Intent | None]]


async def change_store(call: Call) -> web.Response:
    """Accepts a change of plan, options or protection: a new generation, which a worker writes and carries out."""
    await find(call)  # a store that is not there is a 404 whatever the body says
    patch = await read_body(call.request, StorePatch)
    plan = plan_of(patch.plan) if patch.plan is not None else None
    options = PinnedOptionsChange(**patch.options.model_dump())
    change = StoreChange(plan=plan, options=options, protected=patch.protected)
    await require_room(call.context.queue, Lane.PROVISION, call.context.settings.queue.limit)

    async def intend(record: StoreRecord) -> Intent | None:
        _require_staying(record)
        reservations = call.context.repository.reservations
        return await reservations.intend(record, IntentKind.CHANGE, attempt=_next_attempt(record), change=change)

    return await _accept(call, JobKind.PROVISION, intend)


async def delete_store(call: Call) -> web.Response:
    """Accepts a deletion; a second one is accepted too and changes nothing."""

    async def intend(record: StoreRecord) -> Intent | None:
        _require_unprotected(record)
        return await call.context.repository.reservations.intend(record, IntentKind.DELETE)

    return await _accept(call, JobKind.DELETE, intend)


async def retry_store(call: Call) -> web.Response:
    """Accepts the next attempt of a store that failed or fell ill."""

    async def intend(record: StoreRecord) -> Intent | None:
        _require_staying(record)
        if phase(record) not in (Phase.FAILED, Phase.DEGRADED):
            raise Problem(Problems.NOT_RETRYABLE, f"“{record.name}” is {phase(record)}.")
        await require_room(call.context.queue, Lane.PROVISION, call.context.settings.queue.limit)
        reservations = call.context.repository.reservations
        return await reservations.intend(record, IntentKind.RETRY, attempt=_next_attempt(record))

    return await _accept(call, JobKind.PROVISION, intend)


async def _accept(call: Call, kind: JobKind, intend: Intend) -> web.Response:
    record, intent = await _decided(call, intend)
    if intent is not None:
        await hint(call.context.queue, job_for(call, kind, record, intent))
        record = record.model_copy(update={"intent": intent})
    return accepted_answer(call, record, location=receipt_path(record.uid) if kind is JobKind.DELETE else None)


async def _decided(call: Call, intend: Intend) -> tuple[StoreRecord, Intent | None]:
    for _ in range(TRIES):
        record = await find(call)
        _require_match(call.request, record)
        try:
            return record, await intend(record)
        except Moved:
            continue
    raise Problem(Problems.CONFLICT, "The store changes all the time just now. Look at it, then try again.")


def _require_match(request: web.Request, record: StoreRecord) -> None:
    """If-Match by strong comparison (RFC 9110, 13.1.1); what is no entity tag matches nothing."""
    wanted, now = request.if_match, etag_of(record)
    if wanted is None or request.headers["If-Match"].strip() == "*":
        return
    if not any(not tag.is_weak and f'"{tag.value}"' == now for tag in wanted):
        raise Problem(Problems.PRECONDITION, f"Its ETag is {now} now. Look at the store again, then decide.")


def _require_staying(record: StoreRecord) -> None:
    if phase(record) is Phase.DELETING:
        raise Problem(Problems.DELETING, f"“{record.name}” is being deleted.")


def _require_unprotected(record: StoreRecord) -> None:
    """In doubt it is protected: what was accepted counts at once, taking the protection off when it shows."""
    change = record.intent.change if record.intent else None
    if change is not None and change.protected:
        raise Problem(Problems.PROTECTED, "Its protection was just accepted. Take it off first.")
    if record.spec is not None and record.spec.protected:
        raise Problem(Problems.PROTECTED, "Take the protection off first, and wait until the store shows that.")


def _next_attempt(record: StoreRecord) -> int:
    return (record.namespace.status.attempt if record.namespace else 0) + 1
