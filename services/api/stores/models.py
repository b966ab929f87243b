"""Stores as they are sent and asked for."""

import base64
import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from services.api.wire import Wire
from shared.domain.intents import IntentKind
from shared.domain.status import Phase

PAGE_MAX = 200
PAGE_DEFAULT = 50
_POSITION = re.compile(r"[a-z0-9-]{1,63}/[A-Za-z0-9._-]{1,63}")


class ReleaseView(Wire, title="Release"):
    """What the store runs."""

    engine: str
    version: str


class OptionsView(Wire, title="Options"):
    """What the shop's setup was told first, with what was changed since; the merchant's own settings may differ."""

    title: str
    admin_email: str | None
    currency: str
    country: str
    sample_data: bool


class ConditionView(Wire, title="Condition"):
    """One verdict, as in Kubernetes."""

    type: Literal["Applied", "Available", "CommerceReady"]
    status: Literal["True", "False", "Unknown"]
    reason: str
    message: str
    observed_generation: int
    last_transition_time: datetime


class StepView(Wire, title="Step"):
    """One line of the timeline."""

    id: str
    title: str
    state: Literal["pending", "running", "done", "failed"]
    message: str
    started_at: datetime | None
    finished_at: datetime | None


class IntentView(Wire, title="Intent"):
    """Something accepted that the cluster does not show yet."""

    kind: IntentKind
    at: datetime


class FailureView(Wire, title="Failure"):
    """Why it does not work, and what to do."""

    code: str
    cause: str
    evidence: str
    fix: str
    docs: str = Field(description="The page of the project's documentation about this code.")


class StoreView(Wire, title="Store"):
    """A store."""

    name: str
    uid: str
    engine: str
    release: ReleaseView
    plan: str
    owner: str
    phase: Phase
    protected: bool
    url: str
    admin_url: str
    created_at: datetime | None
    ready_at: datetime | None = Field(
        description="When it first sold since it was ordered, retried or changed (during a change: before it)."
    )
    verified_at: datetime | None = Field(description="When a purchase was last tried with success.")
    generation: int
    options: OptionsView
    conditions: list[ConditionView]
    timeline: list[StepView]
    progress: str = Field(description="What a worker is doing right now, in plain words; empty: nothing.")
    intent: IntentView | None
    failure: FailureView | None
    receipt: str = Field(description="Where the receipt will be when the store is gone.")


class HistoryEntryView(Wire, title="HistoryEntry"):
    """Something that happened to a store."""

    at: datetime
    what: str = Field(description="Accepted, Applied, Ready, Changed, Retried, Repaired, Degraded or Failed.")
    detail: str


class HistoryView(Wire, title="History"):
    """The last 32 entries, newest first."""

    items: list[HistoryEntryView]


class StorePage(Wire):
    """A page of stores in the order of their names."""

    items: list[StoreView]
    next_cursor: str | None = Field(description="Sent as `cursor` it leads to the next page; null: this is the last.")


def pack_cursor(position: str) -> str:
    """A place in the order as clients see it: opaque."""
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


def unpack_cursor(text: str) -> str:
    """The place, or `ValueError` (which bad base64 and bad UTF-8 are too)."""
    padded = text + "=" * (-len(text) % 4)
    position = base64.b64decode(padded.encode(), altchars=b"-_", validate=True).decode()
    if _POSITION.fullmatch(position) is None:
        message = "no place in the order of stores"
        raise ValueError(message)
    return position


def _cursor(text: str) -> str:
    try:
        return unpack_cursor(text) if text else ""
    except ValueError:
        message = "This is no cursor of ours. Leave it out to begin at the first page."
        raise ValueError(message) from None


class StoreQuery(Wire):
    """Which stores are wanted."""

    limit: int = Field(default=PAGE_DEFAULT, ge=1, le=PAGE_MAX, description="Most stores on a page.")
    cursor: Annotated[str, AfterValidator(_cursor)] = Field(default="", description="`nextCursor` of the page before.")
    phase: Phase | None = Field(default=None, description="Only stores in this phase.")
    engine: str | None = Field(default=None, max_length=63, description="Only stores of this engine.")
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = Field(
        default="", description="Only stores with this in their name, title or owner."
    )


class CredentialsView(Wire, title="Credentials"):
    """The administrator that the setup made."""

    username: str
    password: str = Field(repr=False)
    email: str
    note: str
