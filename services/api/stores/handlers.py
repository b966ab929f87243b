"""Stores: order, list, look, delete, retry, reveal."""

from aiohttp import web

from services.api.bodies import answer, read_body, read_query
from services.api.context import Call
from services.api.problems import Problem, Problems
from services.api.stores.creating import hint, idempotency_of, require_room, spec_of, taken
from services.api.stores.finding import find, page_of
from services.api.stores.models import StorePage, StoreQuery, pack_cursor
from services.api.stores.views import receipt_path, store_path, store_view
from shared.domain.intents import Intent, IntentKind
from shared.domain.jobs import Job, JobKind, Lane
from shared.domain.status import Phase, StoreRecord, StoreStatus, phase
from shared.domain.store import StoreOrder
from shared.repository.reservations import NameTaken, Replay


async def create_store(call: Call) -> web.Response:
    """Accepts an order; the store exists from here on, whatever dies next."""
    context = call.context
    order = await read_body(call.request, StoreOrder)
    call.trail.name = order.name
    key = idempotency_of(call.request, order)
    spec = spec_of(order, call, key)
    await require_room(context.queue, Lane.PROVISION, context.settings.queue.limit)
    quota = None if call.caller.is_admin else context.settings.limits.stores_per_owner
    try:
        accepted = await context.repository.reservations.reserve(spec, quota=quota, idempotency=key)
    except NameTaken as error:
        raise await taken(call, error) from None
    if isinstance(accepted, Replay):
        return await _replayed(call, accepted)
    record = StoreRecord(uid=spec.uid, name=spec.name, intent=accepted)
    await hint(context.queue, _job(call, JobKind.PROVISION, record, accepted, attempt=1))
    return _accepted(call, record)


async def list_stores(call: Call) -> web.Response:
    """A page of what the caller may see."""
    query = read_query(call.request, StoreQuery)
    records, after = await page_of(call.context.repository.stores, call.scope, query)
    items = [store_view(record) for record in records]
    return answer(StorePage(items=items, next_cursor=pack_cursor(after) if after else None))


async def get_store(call: Call) -> web.Response:
    """One store; the ETag names the version of what was asked for (its generation), as If-Match wants it."""
    record = await find(call)
    view = store_view(record)
    return answer(view, headers={"ETag": f'"{view.uid}-{view.generation}"'})


async def delete_store(call: Call) -> web.Response:
    """Accepts a deletion; a second one is accepted too and changes nothing."""
    record = await find(call)
    if record.spec is not None and record.spec.protected:
        raise Problem(Problems.PROTECTED, "Take the protection off first.")
    intent = await call.context.repository.reservations.intend(record, IntentKind.DELETE)
    if intent is not None:
        await hint(call.context.queue, _job(call, JobKind.DELETE, record, intent))
        record = record.model_copy(update={"intent": intent})
    return _accepted(call, record, location=receipt_path(record.uid))


async def retry_store(call: Call) -> web.Response:
    """Accepts the next attempt of a store that failed or fell ill."""
    context, record = call.context, await find(call)
    now = phase(record)
    if now is Phase.DELETING:
        raise Problem(Problems.DELETING, f"“{record.name}” is being deleted.")
    if now not in (Phase.FAILED, Phase.DEGRADED):
        raise Problem(Problems.NOT_RETRYABLE, f"“{record.name}” is {now}.")
    await require_room(context.queue, Lane.PROVISION, context.settings.queue.limit)
    status = record.namespace.status if record.namespace else StoreStatus()
    attempt = status.attempt + 1
    intent = await context.repository.reservations.intend(record, IntentKind.RETRY, attempt=attempt)
    if intent is not None:
        await hint(context.queue, _job(call, JobKind.PROVISION, record, intent, attempt=attempt))
        record = record.model_copy(update={"intent": intent})
    return _accepted(call, record)


async def reveal_credentials(call: Call) -> web.Response:
    """The administrator's name and password, asked from a worker and sealed to this process."""
    record = await find(call)
    await require_room(call.context.queue, Lane.INTERACTIVE, call.context.settings.queue.limit)
    return answer(await call.context.asker.credentials(record))


def _job(call: Call, kind: JobKind, record: StoreRecord, intent: Intent, *, attempt: int = 1) -> Job:
    return Job(
        kind=kind,
        uid=record.uid,
        name=record.name,
        generation=record.spec.generation if record.spec else 1,
        attempt=attempt,
        intent=intent.id,
        request_id=call.request_id,
    )


async def _replayed(call: Call, before: Replay) -> web.Response:
    if not before.same_body:
        detail = "Use a new key for a new order, or send the same order again."
        raise Problem(Problems.KEY_REUSED, detail)
    record = await call.context.repository.stores.by_uid(before.uid)
    if record is None:
        raise Problem(Problems.REPLAY_GONE, f"It has ended; see {receipt_path(before.uid)}.")
    call.headers["Idempotency-Replayed"] = "true"
    return _accepted(call, record)


def _accepted(call: Call, record: StoreRecord, *, location: str | None = None) -> web.Response:
    call.trail.name, call.trail.uid = record.name, record.uid
    return answer(store_view(record), status=202, headers={"Location": location or store_path(record.name)})
