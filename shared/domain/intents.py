"""What was accepted and does not show in the namespace yet."""

from enum import StrEnum

from pydantic import Field

from shared.domain.changes import StoreChange
from shared.domain.store import Kept, StoreSpec
from shared.domain.types import StoreName, Uid

INTENT_LIFE = 3600.0
"""Seconds (Redis' clock at both ends) after which a create, retry or change is not carried out: an old backup must
create or change nothing. A delete is always carried out."""


class IntentKind(StrEnum):
    """What can be accepted and not yet show in the namespace."""

    CREATE = "create"
    DELETE = "delete"
    RETRY = "retry"
    CHANGE = "change"


ASKED_OF_A_STORE = frozenset({IntentKind.RETRY, IntentKind.CHANGE})
"""What is asked of a store that exists: it waits for a live claim, and begins an attempt."""


class Intent(Kept):
    """Something accepted that the namespace does not show yet."""

    kind: IntentKind
    id: tuple[int, int] = Field(description="(epoch, n); grows with every acceptance.")
    uid: Uid
    name: StoreName
    owner: str
    at: float = Field(description="Unix seconds of the acceptance, by Redis' TIME.")
    spec: StoreSpec | None = Field(default=None, description="For create.")
    change: StoreChange | None = Field(default=None, description="For change.")
    attempt: int = Field(default=0, description="For retry and change: the attempt that was asked for.")

    def is_stale(self, now: float) -> bool:
        """Whether it is too old to be carried out at `now`, by Redis' TIME."""
        return self.kind is not IntentKind.DELETE and now - self.at > INTENT_LIFE
