"""A job is a hint (law 4): it says what to look at, never what to do regardless."""

from enum import StrEnum

from pydantic import Field

from shared.domain.store import Kept
from shared.domain.types import StoreName, Uid

REASON_MAX = 300


class JobKind(StrEnum):
    """The four things that a worker can be asked."""

    PROVISION = "provision"
    VERIFY = "verify"
    DELETE = "delete"
    ASK = "ask"


class Lane(StrEnum):
    """Queues that never wait for each other."""

    PROVISION = "provision"
    VERIFY = "verify"
    INTERACTIVE = "interactive"


LANE_OF = {
    JobKind.PROVISION: Lane.PROVISION,
    JobKind.VERIFY: Lane.VERIFY,
    JobKind.DELETE: Lane.INTERACTIVE,
    JobKind.ASK: Lane.INTERACTIVE,
}


class Job(Kept):
    """The payload of a queue entry."""

    kind: JobKind
    uid: Uid
    name: StoreName
    generation: int = 1
    attempt: int = 1
    intent: tuple[int, int] | None = Field(default=None, description="The acceptance that this job answers.")
    replaces: str | None = Field(default=None, description="Mark of the dead claim that this attempt may replace.")
    repair: bool = Field(default=False, description="Apply all again although nothing else asks for it.")
    reason: str = Field(default="", max_length=REASON_MAX, description="For a repair: what was missing or changed.")
    patient: bool = Field(default=False, description="For verify: no deadline verdict, the view has just come back.")
    serial: int = Field(default=0, description="Tells one verify or delete from the next.")
    request_id: str = Field(default="", description="Of the request that led here; of an ask, its own id.")
    question: str = Field(default="", description="For ask: what is wanted.")
    about: dict[str, str | int] = Field(default={}, description="For ask: what the question needs to know.")
    reply_key: str = Field(default="", description="For ask: the public key that the answer is sealed to (base64).")

    @property
    def id(self) -> str:
        """Same id, same work: the queue holds it once."""
        if self.kind is JobKind.ASK:
            return f"ask:{self.request_id}"
        tail = self.attempt if self.kind is JobKind.PROVISION else self.serial
        return f"{self.kind}:{self.uid}:{self.generation}:{tail}"
