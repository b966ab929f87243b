"""Engines and plans."""

from aiohttp import web

from services.api.bodies import answer
from services.api.catalogue.models import EngineList, EngineView, PlanList, PlanView
from services.api.context import Call
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES


async def list_engines(_call: Call) -> web.Response:
    """The kinds of shops, and what one gets."""
    items = [
        EngineView(
            id=one.id,
            title=one.title,
            summary=one.summary,
            features=list(one.features),
            version=one.release.version,
        )
        for one in ENGINES.values()
    ]
    return answer(EngineList(items=items))


async def list_plans(_call: Call) -> web.Response:
    """The plans and their figures."""
    return answer(PlanList(items=[PlanView(**plan.model_dump(by_alias=False)) for plan in PLANS.values()]))
