"""What was last found when somebody looked whether a store sells."""

from pydantic import Field

from shared.domain.failure import Failure
from shared.domain.store import Kept


class Check(Kept):
    """The last verification; kept in Redis only, since verdicts alone go to the namespace (law 8)."""

    at: float
    passed: bool
    passed_at: float | None = None
    failures: int = Field(default=0, description="In a row.")
    session: str | None = Field(default=None, description="The shopper's cart, used again so that nothing piles up.")
    message: str = ""
    failure: Failure | None = Field(default=None, description="What hinders us and is no verdict on the store.")


def hindered(before: Check | None, failure: Failure, at: float) -> Check:
    """The check with what hinders us, where the shop itself was not tried; the next verification replaces it."""
    last = before or Check(at=at, passed=False)
    return last.model_copy(update={"passed": False, "message": failure.cause, "failure": failure})


def freed(hindered: Check) -> Check:
    """The same once nothing hinders us any more and the shop was not tried yet."""
    return hindered.model_copy(update={"message": "", "failure": None})
