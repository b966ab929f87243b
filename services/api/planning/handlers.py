"""A dry run of an order: renders what would be made, lists what would be refused, stores nothing."""

from aiohttp import web

from services.api.bodies import answer, read_json
from services.api.context import Call
from services.api.planning.views import dry_run
from services.api.stores.creating import checked_order, name_in, obstacles, spec_of
from shared.domain.store import StoreOrder
from shared.domain.types import Uid

NO_UID = Uid("0" * 32)
"""Stands in the labels until the acceptance gives one."""


async def plan_store(call: Call) -> web.Response:
    """What the body of `POST /stores` would come to: what would be pinned and applied, and all that stands against it.

    A name that is free now may be taken a moment later: only `POST /stores` reserves it.
    """
    value, settings = await read_json(call.request), call.context.settings
    order = checked_order(value, settings)
    against = [problem async for problem in obstacles(call, name_in(value))]
    if not isinstance(order, StoreOrder):
        return answer(dry_run(None, [*order, *against]))
    spec = spec_of(order, settings, uid=NO_UID, owner=call.caller.id, key=None)
    return answer(dry_run(spec, against))
