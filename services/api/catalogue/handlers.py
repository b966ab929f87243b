"""What can be ordered."""

from aiohttp import web

from services.api.bodies import answer
from services.api.catalogue.views import engine_list, plan_list
from services.api.context import Call


async def list_engines(_call: Call) -> web.Response:
    """The kinds of shops, and what one gets."""
    return answer(engine_list())


async def list_plans(_call: Call) -> web.Response:
    """The plans and their figures."""
    return answer(plan_list())
