"""Stores: order, list, look, reveal."""

import asyncio

from aiohttp import web

from services.api.bodies import answer, invalid, read_json, read_query
from services.api.context import Call
from services.api.problems import Problem, Problems
from services.api.stores.accepting import accepted_answer, hint, job_for, require_room
from services.api.stores.creating import checked_order, idempotency_of, name_in, new_uid, quota_of, spec_of, taken
from services.api.stores.finding import CHUNK, find, page_of
from services.api.stores.models import CredentialsView, StorePage, StoreQuery, StoreView, pack_cursor
from services.api.stores.views import etag_of, history_view, receipt_path, store_view
from shared.domain.jobs import JobKind, Lane
from shared.domain.status import StoreRecord
from shared.domain.store import StoreOrder
from shared.repository.reservations import NameTaken, Replay


async def create_store(call: Call) -> web.Response:
    """Accepts an order; the store exists from here on, whatever dies next."""
    context = call.context
    value = await read_json(call.request)
    call.trail.name = name_in(value)
    order = checked_order(value, context.settings)
    if not isinstance(order, StoreOrder):
        raise invalid(order)
    key = idempotency_of(call.request, order)
    spec = spec_of(order, context.settings, uid=new_uid(), owner=call.caller.id, key=key)
    await require_room(context.queue, Lane.PROVISION, context.settings.queue.limit)
    quota = quota_of(call.caller, context.settings)
    try:
        accepted = await context.repository.reservations.reserve(spec, quota=quota, idempotency=key)
    except NameTaken as error:
        raise await taken(call, error) from None
    if isinstance(accepted, Replay):
        return await _replayed(call, accepted)
    record = StoreRecord(uid=spec.uid, name=spec.name, intent=accepted)
    await hint(context.queue, job_for(call, JobKind.PROVISION, record, accepted))
    return accepted_answer(call, record)


async def list_stores(call: Call) -> web.Response:
    """A page of what the caller may see."""
    query = read_query(call.request, StoreQuery)
    records, after = await page_of(call.context.repository.stores, call.scope, query)
    return answer(StorePage(items=await _views(records), next_cursor=pack_cursor(after) if after else None))


async def _views(records: list[StoreRecord]) -> list[StoreView]:
    """All of them; other requests get their turn in between, since a long page is 20 ms of computing (R28)."""
    views = []
    for start in range(0, len(records), CHUNK):
        views += [store_view(record) for record in records[start : start + CHUNK]]
        await asyncio.sleep(0)
    return views


async def get_store(call: Call) -> web.Response:
    """One store; the ETag names the version of what was asked for (its generation), as If-Match wants it."""
    record = await find(call)
    return answer(store_view(record), headers={"ETag": etag_of(record)})


async def get_history(call: Call) -> web.Response:
    """What happened to a store, newest first; kept in its namespace, the last 32 entries of it."""
    return answer(history_view(await find(call)))


async def reveal_credentials(call: Call) -> web.Response:
    """The administrator's name and password, asked from a worker and sealed to this process."""
    record = await find(call)
    await require_room(call.context.queue, Lane.INTERACTIVE, call.context.settings.queue.limit)
    return answer(await call.context.asker.ask(record, "credentials", CredentialsView, by=call.caller.id))


async def _replayed(call: Call, before: Replay) -> web.Response:
    if not before.same_body:
        detail = "Use a new key for a new order, or send the same order again."
        raise Problem(Problems.KEY_REUSED, detail)
    record = await call.context.repository.stores.by_uid(before.uid)
    if record is None:
        raise Problem(Problems.REPLAY_GONE, f"It has ended; see {receipt_path(before.uid)}.")
    call.headers["Idempotency-Replayed"] = "true"
    return accepted_answer(call, record)
