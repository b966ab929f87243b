import pytest

from services.worker.decision import Attempt, Create, Look, Nothing, Refuse, Stranger, decide
from shared.domain.intents import Intent, IntentKind
from shared.domain.jobs import Job, JobKind
from shared.domain.status import Claim, NamespaceView
from shared.domain.types import StoreName, Uid
from tests.unit.factory import APPLIED, SELLS, claim, intent, view


def look(
    found: NamespaceView | Stranger | None,
    asked: Intent | None = None,
    *,
    owns: bool = True,
    deleted: bool = False,
    at: float = 1001.0,
    replaces: str | None = None,
    repair: bool = False,
    attempt: int = 1,
) -> Look:
    job = Job(
        kind=JobKind.PROVISION,
        uid=Uid("u1"),
        name=StoreName("demo"),
        attempt=attempt,
        replaces=replaces,
        repair=repair,
    )
    return Look(job, asked, owns_name=owns, deleted=deleted, found=found, redis_time=at)


CREATE = intent(IntentKind.CREATE)
DONE = view(conditions=(APPLIED, SELLS))
CHANGE = intent(IntentKind.CHANGE, identity=(1, 2), attempt=2)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (look(None, CREATE), Create),
        (look(None, None), Nothing),
        (look(None, intent(IntentKind.DELETE)), Nothing),
        (look(None, CREATE, owns=False), Nothing),
        (look(None, CREATE, deleted=True), Nothing),
        (look(None, CREATE, at=1000.0 + 3601), Refuse),
        (look(Stranger(going=False), CREATE), Refuse),
        (look(Stranger(going=True), CREATE), Nothing),
        (look(Stranger(going=False), None), Nothing),
        (look(view()), Attempt),
        (look(view(claim=claim())), Nothing),
        (look(view(claim=claim()), replaces="h1/0"), Attempt),
        (look(view(claim=claim(holder="h2")), replaces="h1/0"), Nothing),
        (look(view(claim=claim(beat=1)), replaces="h1/0"), Nothing),
        (look(DONE), Nothing),
        (look(DONE, repair=True), Attempt),
        (look(DONE, intent(IntentKind.RETRY, attempt=2)), Attempt),
        (look(view(retried=(1, 1), conditions=(APPLIED, SELLS)), intent(IntentKind.RETRY, attempt=2)), Nothing),
        (look(DONE, intent(IntentKind.RETRY, attempt=2), at=1000.0 + 3601), Nothing),
        (look(DONE, CHANGE), Attempt),
        (look(DONE, intent(IntentKind.CHANGE, identity=(1, 1))), Nothing),
        (look(DONE, CHANGE, at=1000.0 + 3601), Nothing),
        (look(None, CHANGE), Nothing),
        (look(Stranger(going=False), CHANGE), Nothing),
        (look(DONE, CHANGE, deleted=True), Nothing),
        (look(view(claim=claim()), CHANGE), Nothing),
        (look(view(claim=claim()), CHANGE, replaces="h1/0"), Attempt),
        (look(view(deleting_at=5.0), CHANGE), Nothing),
        (look(view(deleting_at=5.0)), Nothing),
        (look(view(terminating=True), repair=True), Nothing),
    ],
)
def test_a_job_does_only_what_the_namespace_still_asks_for(seen: Look, expected: type) -> None:
    assert isinstance(decide(seen), expected)


@pytest.mark.parametrize("now", [claim(beat=1), claim(holder="h2")])
def test_r3_a_claim_that_is_not_the_one_that_was_seen_dead_is_not_taken(now: Claim) -> None:
    seen_dead = claim().mark
    assert isinstance(decide(look(view(claim=claim()), replaces=seen_dead)), Attempt)
    assert isinstance(decide(look(view(claim=now), replaces=seen_dead)), Nothing)


def test_an_attempt_has_a_number_that_was_never_used() -> None:
    made = decide(look(view(), attempt=1))
    assert isinstance(made, Attempt)
    assert made.number == 2


def test_an_attempt_answers_what_was_asked_for_and_a_repair_answers_nobody() -> None:
    retry = intent(IntentKind.RETRY, attempt=2)
    for seen, asked_by in [(look(DONE, retry), retry), (look(DONE, CHANGE), CHANGE), (look(DONE, repair=True), None)]:
        made = decide(seen)
        assert isinstance(made, Attempt)
        assert made.asked_by == asked_by


def test_a_taken_name_is_said_in_a_sentence() -> None:
    made = decide(look(Stranger(going=False), CREATE))
    assert isinstance(made, Refuse)
    assert (made.cause, "demo" in made.message) == ("taken", True)
