"""Who am I."""

from aiohttp import web

from services.api.bodies import answer
from services.api.context import Call
from services.api.me.views import me_view


async def get_me(call: Call) -> web.Response:
    """The caller, the quota, the platform. While the list of stores is rebuilt nobody can say how many there are."""
    repository = call.context.repository
    await repository.mark.require()
    used = await repository.stores.count(call.caller.id)
    version = (await repository.mark.about()).version
    return answer(me_view(call.caller, call.context.settings, used=used, cluster_version=version))
