"""Who am I, and how much room is left."""

from aiohttp import web

from services.api import VERSION
from services.api.bodies import answer
from services.api.context import Call
from services.api.me.models import MeView, PlatformView, QuotaView

SIMULATED = "simulated"
"""Word in the version that the simulator announces."""


async def get_me(call: Call) -> web.Response:
    """The caller, the caller's quota, and what this platform is."""
    context, caller = call.context, call.caller
    stores = context.settings.stores
    limit = None if caller.is_admin else context.settings.limits.stores_per_owner
    return answer(
        MeView(
            id=caller.id,
            role=caller.role,
            quota=QuotaView(used=await context.repository.stores.count(caller.id), limit=limit),
            simulated=SIMULATED in await context.repository.mark.version(),
            platform=PlatformView(
                base_domain=stores.base_domain, scheme=stores.scheme, port=stores.port, version=VERSION
            ),
        )
    )
