"""Receipts, by uid."""

import re

from aiohttp import web

from services.api.bodies import answer
from services.api.context import Call
from services.api.principals import covers
from services.api.problems import not_found
from services.api.receipts.models import ReceiptView
from services.api.receipts.views import of_receipt, of_record
from shared.domain.status import StoreRecord

_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}")


async def get_receipt(call: Call) -> web.Response:
    """What became of the store of that uid; while it is there, what its record says.

    The record is read first: record and receipt change places in one step, so one of the two is always seen.
    """
    uid = call.request.match_info["uid"]
    view = await _view(call, uid) if _UID.fullmatch(uid) else None
    if view is None or not covers(call.scope, view.owner):
        raise not_found()
    return answer(view)


async def _view(call: Call, uid: str) -> ReceiptView | None:
    stores = call.context.repository.stores
    record: StoreRecord | None = await stores.by_uid(uid)
    if record is not None:
        return of_record(record)
    receipt = await stores.receipt(uid)
    if receipt is None:
        await call.context.repository.mark.require()
    return of_receipt(receipt) if receipt else None
