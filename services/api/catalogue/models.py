"""What can be ordered."""

from services.api.wire import Wire


class EngineView(Wire, title="Engine"):
    """A kind of shop."""

    id: str
    title: str
    summary: str
    features: list[str]
    version: str


class EngineList(Wire):
    """All engines."""

    items: list[EngineView]


class PlanView(Wire, title="Plan"):
    """Figures of a plan, as Kubernetes quantities."""

    name: str
    title: str
    web_cpu: str
    web_memory: str
    database_cpu: str
    database_memory: str
    cache_memory: str
    database_storage: str
    uploads_storage: str
    outbound: bool


class PlanList(Wire):
    """All plans, the default first."""

    items: list[PlanView]
