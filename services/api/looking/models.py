"""What a store shows of itself in the cluster."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from services.api.wire import Wire
from shared.domain.podlogs import TAIL_DEFAULT, TAIL_MAX, unpacked

_NO_CURSOR = "This is no cursor of ours. Leave it out to begin with the last lines."


class ManifestList(Wire):
    """The objects of a store, its namespace first, without managedFields."""

    items: list[dict[str, Any]] = Field(description="As they are in the cluster; of Secrets every value is masked.")
    note: str = Field(description="What is missing, hidden or left out, in plain words.")


def _cursor(text: str) -> str:
    try:
        unpacked(text or "e30")
    except ValueError:
        raise ValueError(_NO_CURSOR) from None
    return text


class LogsQuery(Wire):
    """Which lines are wanted."""

    component: str = Field(max_length=63, description="Part of the shop, as `web`, `database`, `setup`.")
    since: Annotated[str, AfterValidator(_cursor)] = Field(
        default="", description="`next` of the answer before: only what was written after it, the oldest first."
    )
    tail: int = Field(default=TAIL_DEFAULT, ge=1, le=TAIL_MAX, description="Most lines in an answer.")


class LogLineView(Wire, title="LogLine"):
    """One line that a container wrote."""

    at: str = Field(description="When, in UTC, to the nanosecond (RFC 3339).")
    pod: str
    container: str
    text: str


class LogPage(Wire):
    """Lines in the order in which they were written, at most 64 KiB of text."""

    component: str
    lines: list[LogLineView]
    next: str = Field(description="Sent as `since` it leads to the lines that follow.")
    note: str = Field(description="Why there is nothing, that more follows, or what is left out; empty: that is all.")
