"""Who is calling, and where."""

from typing import Literal

from pydantic import Field

from services.api.wire import Wire


class QuotaView(Wire, title="Quota"):
    """Stores held and allowed; null: no limit."""

    used: int
    limit: int | None


class PlatformView(Wire, title="Platform"):
    """What shops' addresses are made of."""

    base_domain: str
    scheme: str
    port: int | None
    version: str


class MeView(Wire, title="Me"):
    """The caller."""

    id: str
    role: Literal["admin", "owner"]
    quota: QuotaView
    simulated: bool = Field(description="Whether the cluster is a simulation: no real shop runs there.")
    platform: PlatformView
