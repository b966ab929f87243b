"""What is in the cluster and what it says, asked from a worker: the api has no way there itself."""

from aiohttp import web

from services.api.bodies import answer, read_query, refused
from services.api.context import Call
from services.api.looking.models import LogPage, LogsQuery, ManifestList
from services.api.problems import Problems
from services.api.stores.accepting import require_room
from services.api.stores.finding import find
from shared.domain.jobs import Lane
from shared.domain.podlogs import LogQuestion, packed
from shared.domain.status import StoreRecord
from shared.engines.masking import pod_components

NOT_YET = "The store has no namespace yet; ask again in a moment."


async def get_manifests(call: Call) -> web.Response:
    """The store's objects as they are in the cluster; Secrets as they are applied, every value masked."""
    record = await find(call)
    if record.namespace is None:
        return answer(ManifestList(items=[], note=NOT_YET))
    await require_room(call.context.queue, Lane.INTERACTIVE, call.context.settings.queue.limit)
    return answer(await call.context.asker.ask(record, "manifests", ManifestList, by=call.caller.id))


async def get_logs(call: Call) -> web.Response:
    """The last lines of one component's pods. Asked again with `since` it gives what was written after them.

    No line comes twice and none is left out, except what a container wrote just before it was started anew.
    """
    record = await find(call)
    query = read_query(call.request, LogsQuery)
    _check_component(record, query.component)
    if record.namespace is None:
        return answer(LogPage(component=query.component, lines=[], next=packed({}), note=NOT_YET))
    await require_room(call.context.queue, Lane.INTERACTIVE, call.context.settings.queue.limit)
    about = LogQuestion(component=query.component, since=query.since, tail=query.tail)
    return answer(await call.context.asker.ask(record, "logs", LogPage, about.model_dump(), by=call.caller.id))


def _check_component(record: StoreRecord, component: str) -> None:
    known = pod_components(record.spec) if record.spec else ()
    if component not in known:
        raise refused(Problems.INVALID, "component", f"Choose one of: {', '.join(known)}.")
