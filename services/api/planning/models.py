"""What an order would come to."""

from typing import Any

from pydantic import Field

from services.api.stores.models import OptionsView, ReleaseView
from services.api.wire import Wire


class DraftView(Wire, title="Draft"):
    """What would be pinned."""

    name: str
    owner: str
    engine: str
    release: ReleaseView
    plan: str
    url: str
    admin_url: str
    options: OptionsView


class NeedsView(Wire, title="Needs"):
    """What the quota asks of the cluster, in Kubernetes quantities; with room to replace the largest pod."""

    cpu: str = Field(description="Reserved CPU.")
    cpu_limit: str = Field(description="Most CPU it may use.")
    memory: str = Field(description="Reserved memory; its limit is the same.")
    storage: str
    pods: int


class RefusalView(Wire, title="Refusal"):
    """One reason why the order would not be accepted now."""

    code: str = Field(description="As in the `type` of the problem that `POST /stores` would answer.")
    title: str
    detail: str
    field: str | None


class DryRun(Wire):
    """What an order would come to; nothing is stored."""

    store: DraftView | None = Field(description="Null where the order cannot be understood.")
    manifests: list[dict[str, Any]] = Field(
        description="Every object that would be applied, values of Secrets masked; the uid is given at acceptance."
    )
    needs: NeedsView | None
    refusals: list[RefusalView] = Field(description="All at once; empty: it would be accepted.")
