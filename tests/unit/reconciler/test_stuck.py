from typing import Any, cast

from services.reconciler.stuck import Stuck
from shared.domain.check import Check
from shared.domain.status import StoreRecord
from shared.repository import Repository
from tests.unit.factory import record, view

STUCK_AFTER = 300.0
FINALIZER = "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances"


class Told:
    """What was told about which store, and Redis' time."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.mark = self.stores = self

    async def time(self) -> float:
        return 1000.0

    async def checked(self, _uid: str, check: Check, *, tell: bool) -> None:
        assert tell
        self.checks.append(check)


def deletion(*blockers: str, check: Check | None = None) -> StoreRecord:
    going = view(terminating=True).model_copy(update={"blockers": blockers})
    return record(going, check=check)


async def looked_at(*moments: tuple[float, StoreRecord]) -> list[Any]:
    told, now = Told(), 0.0
    stuck = Stuck(cast("Repository", told), lambda: now, STUCK_AFTER)
    for now, seen in moments:  # noqa: B007 - the clock reads it
        await stuck.look([seen])
    return [check.failure for check in told.checks]


async def test_a_deletion_that_hangs_is_told_with_its_code_and_what_blocks_it() -> None:
    (failure,) = await looked_at((0.0, deletion(FINALIZER)), (STUCK_AFTER, deletion(FINALIZER)))
    assert (failure.code, failure.evidence) == ("namespace-stuck", FINALIZER)


async def test_a_deletion_that_takes_a_moment_is_no_failure() -> None:
    assert await looked_at((0.0, deletion(FINALIZER)), (STUCK_AFTER - 1, deletion(FINALIZER))) == []
    assert (
        await looked_at((0.0, deletion(FINALIZER)), (STUCK_AFTER - 1, deletion()), (STUCK_AFTER, deletion("x"))) == []
    )


async def test_the_same_news_is_told_once() -> None:
    (failure,) = await looked_at((0.0, deletion(FINALIZER)), (STUCK_AFTER, deletion(FINALIZER)))
    known = deletion(FINALIZER, check=Check(at=1.0, passed=False, failure=failure))
    assert await looked_at((0.0, known), (STUCK_AFTER, known)) == []
