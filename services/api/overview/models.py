"""The whole platform at a glance."""

from datetime import datetime

from pydantic import Field

from services.api.wire import Wire
from shared.domain.jobs import Lane
from shared.domain.status import Phase


class LaneView(Wire, title="Lane"):
    """One queue of the workers."""

    lane: Lane
    depth: int = Field(description="Jobs that wait or run.")
    oldest_seconds: float = Field(description="How long the oldest job waits that no worker has begun; 0: none waits.")


class TimesView(Wire, title="Times"):
    """Seconds from the start of an attempt, over the stores whose last attempt came that far."""

    count: int
    p50: float | None
    p95: float | None


class UnfinishedView(Wire, title="Unfinished"):
    """The store that has been on its way for longest."""

    name: str
    owner: str
    phase: Phase
    created_at: datetime | None


class MarkView(Wire, title="Mark"):
    """What the list of stores was rebuilt from."""

    cluster: str = Field(description="uid of its kube-system namespace.")
    cluster_version: str
    epoch: int = Field(description="Which rebuild; in milliseconds since 1970.")


class CheckView(Wire, title="Check"):
    """One thing that a process looked for at its start and looks for again and again."""

    process: str
    name: str
    ok: bool
    message: str
    fix: str


class OverviewView(Wire, title="Overview"):
    """Counts and times."""

    version: str = Field(description="Release of the platform.")
    stores: int
    phases: dict[Phase, int]
    engines: dict[str, int]
    failures: dict[str, int] = Field(description="Failed and degraded stores by the code of their diagnosis.")
    lanes: list[LaneView]
    applied: TimesView = Field(description="Until Kubernetes had acknowledged every object.")
    ready: TimesView = Field(description="Until a first purchase went through.")
    oldest_unfinished: UnfinishedView | None
    mark: MarkView
    checks: list[CheckView] = Field(description="What each process found of what it needs; what is missing is first.")
