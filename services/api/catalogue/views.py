"""From the engines' and plans' own lists to what is sent."""

from services.api.catalogue.models import EngineList, EngineView, PlanList, PlanView
from shared.engines.base import Engine
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES


def engine_list() -> EngineList:
    """Every engine."""
    return EngineList(items=[_engine(one) for one in ENGINES.values()])


def plan_list() -> PlanList:
    """Every plan."""
    return PlanList(items=[PlanView.model_validate(plan.model_dump(by_alias=False)) for plan in PLANS.values()])


def _engine(one: Engine) -> EngineView:
    return EngineView(
        id=one.id, title=one.title, summary=one.summary, features=list(one.features), version=one.release.version
    )
