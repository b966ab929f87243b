"""The overview for administrators."""

from aiohttp import web

from services.api import VERSION
from services.api.bodies import answer
from services.api.context import Call, Context
from services.api.overview.counting import Tally, times
from services.api.overview.models import CheckView, LaneView, MarkView, OverviewView
from services.api.stores.finding import CHUNK
from shared.domain.jobs import Lane
from shared.repository.stores import Stores, cursor_of


async def get_overview(call: Call) -> web.Response:
    """Stores by phase, engine and failure, queues, times to be applied and ready, and the state of the read model."""
    context = call.context
    tally = await _tally(context.repository.stores)
    mark = await context.repository.mark.about()
    return answer(
        OverviewView(
            version=VERSION,
            stores=tally.phases.total(),
            phases=dict(tally.phases),
            engines=dict(tally.engines),
            failures=dict(tally.failures),
            lanes=await _lanes(context),
            applied=times(tally.applied),
            ready=times(tally.ready),
            oldest_unfinished=tally.unfinished,
            mark=MarkView(cluster=mark.cluster, cluster_version=mark.version, epoch=mark.epoch),
            checks=await _checks(context),
        )
    )


async def _tally(stores: Stores) -> Tally:
    """Page by page: parsing all records in one go would hold up every other request."""
    tally, after = Tally(), ""
    while rows := await stores.page(owner=None, after=after, size=CHUNK):
        for row in rows:
            tally.add(row)
        after = cursor_of(rows[-1])
    return tally


async def _lanes(context: Context) -> list[LaneView]:
    queue = context.queue
    return [
        LaneView(lane=lane, depth=await queue.depth(lane), oldest_seconds=round(await queue.age(lane), 3))
        for lane in Lane
    ]


async def _checks(context: Context) -> list[CheckView]:
    found = [
        CheckView(process=report.process, **check.model_dump(by_alias=False))
        for report in await context.repository.preflight.read()
        for check in report.checks
    ]
    return sorted(found, key=lambda check: check.ok)
