"""A receipt as it is sent."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from services.api.wire import Wire


class ReceiptView(Wire, title="Receipt"):
    """What became of a store, or what still blocks its deletion."""

    uid: str
    name: str
    owner: str
    engine: str
    state: Literal["active", "deleting", "done", "taken", "expired", "vanished"]
    message: str
    removed: list[str]
    blockers: list[str]
    asked_at: datetime | None
    finished_at: datetime | None
    seconds: float | None = Field(description="From the request to the end; null while it lasts.")
