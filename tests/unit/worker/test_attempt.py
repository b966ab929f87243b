"""What an attempt writes when it begins: spec, deadline, setup and history."""

from services.worker.attempt import first, following
from services.worker.verdict import broken, ready, refused
from shared.domain.changes import PinnedOptionsChange, StoreChange
from shared.domain.diagnosis import Finding
from shared.domain.history import HISTORY_MAX, with_entry
from shared.domain.intents import IntentKind
from shared.domain.status import NamespaceView, Phase, StoreStatus, phase
from shared.domain.timeline import timeline
from shared.engines.base import Shopped
from shared.engines.plans import PLANS
from shared.engines.registry import components_of
from tests.unit.factory import APPLIED, SELLS, condition, intent, record, spec, view

NOW = 2000.0
DONE = {"conditions": (APPLIED, SELLS), "ready_at": 1500.0, "setup_done": "10/0"}
BOUGHT = Shopped(depth="order", product="Mug", total="6.00", currency="EUR")
REFUSED = Finding("crash-loop", "web: died")


def after(seen: NamespaceView, change: StoreChange, number: int = 2) -> NamespaceView:
    asked_by = intent(IntentKind.CHANGE, identity=(1, 9), at=1990.0, change=change)
    written, status = following(seen, number, asked_by, NOW)
    return seen.model_copy(update={"spec": written, "status": status})


def applied(seen: NamespaceView) -> NamespaceView:
    done = condition("Applied", generation=seen.spec.generation)
    kept = tuple(c for c in seen.status.conditions if c.type != "Applied")
    return seen.model_copy(update={"status": seen.status.model_copy(update={"conditions": (done, *kept)})})


def judged(seen: NamespaceView, status: StoreStatus) -> Phase:
    return phase(record(seen.model_copy(update={"status": status})))


TITLE = StoreChange(options=PinnedOptionsChange(title="Mugs", currency="CHF"))
PLAN = StoreChange(plan=PLANS["medium"])


def test_a_history_begins_with_the_order() -> None:
    (entry,) = first(spec(), 1, NOW).history
    assert (entry.at, entry.what, entry.detail) == (1000.0, "Accepted", "woocommerce 10.5.0, plan small")


def test_a_change_is_a_new_generation_that_shows_its_intent_and_waits_for_its_verdict() -> None:
    seen = after(view(**DONE), PLAN)
    assert (seen.spec.generation, seen.spec.intent, seen.spec.plan.name) == (2, (1, 9), "medium")
    assert phase(record(seen)) is Phase.PROVISIONING
    assert not seen.status.holds("Applied", 2)
    assert (seen.status.attempt, seen.status.attempt_started_at) == (2, NOW)
    assert (seen.status.history[-1].at, seen.status.history[-1].what) == (1990.0, "Changed")
    assert seen.status.history[-1].detail == "plan small → medium"


def test_a_change_of_options_runs_the_setup_again_for_exactly_these() -> None:
    status = after(view(**DONE), TITLE).status
    assert (status.asked, status.setup, status.setup_done) == (("currency", "title"), 2, None)


def test_a_change_without_options_leaves_the_setup_alone() -> None:
    status = after(view(**DONE), PLAN).status
    assert (status.asked, status.setup, status.setup_done) == ((), 1, "10/0")


def test_a_setup_that_never_ended_gets_a_new_job_since_the_old_one_knows_the_old_spec() -> None:
    status = after(view(), PLAN).status
    assert (status.asked, status.setup) == ((), 2)


def test_options_that_are_not_set_yet_are_not_forgotten_by_the_next_change() -> None:
    twice = after(after(view(**DONE), TITLE), StoreChange(options=PinnedOptionsChange(country="CH")), number=3).status
    assert (twice.asked, twice.setup) == (("country", "currency", "title"), 3)


def test_what_was_set_once_is_not_set_again_by_a_retry() -> None:
    changed = applied(after(view(**DONE), TITLE))
    sells = changed.model_copy(update={"status": ready(record(changed), changed, BOUGHT, NOW + 5)})
    _, status = following(sells, 3, intent(IntentKind.RETRY, identity=(1, 10), attempt=3), NOW + 10)
    assert (status.asked, status.setup, status.setup_done) == ((), 3, None)


def test_a_change_that_works_is_ready_since_then() -> None:
    changed = applied(after(view(**DONE), PLAN))
    status = ready(record(changed), changed, BOUGHT, NOW + 5)
    assert judged(changed, status) is Phase.READY
    assert status.ready_at == NOW + 5
    assert status.timeline[-1].finished_at == NOW + 5


def test_a_shop_that_sold_before_a_change_that_fails_is_degraded_and_not_failed() -> None:
    changed = applied(after(view(**DONE), PLAN))
    for status in (broken(record(changed), changed, REFUSED, NOW), refused(changed, ValueError("no"), NOW)):
        assert judged(changed, status) is Phase.DEGRADED
        assert status.history[-1].what == "Degraded"
    never = applied(after(view(), PLAN))
    assert judged(never, broken(record(never), never, REFUSED, NOW)) is Phase.FAILED


def test_the_purchase_of_before_is_not_that_of_the_new_generation() -> None:
    changed = applied(after(view(**DONE), PLAN))
    assert timeline(record(changed), components_of(changed.spec))[-1].state == "pending"
    failed = broken(record(changed), changed, REFUSED, NOW)
    assert {step.state for step in failed.timeline} == {"done", "failed", "pending"}


def test_a_takeover_goes_on_with_the_same_generation_setup_and_deadline() -> None:
    changed = after(view(**DONE), TITLE)
    written, status = following(changed, 3, None, NOW + 60)
    assert written == changed.spec
    assert status == changed.status.model_copy(update={"attempt": 3})


def test_a_refusal_that_comes_again_and_again_is_told_once() -> None:
    seen = view()
    for _ in range(3):
        status = refused(seen, ValueError("no"), NOW)
        seen = seen.model_copy(update={"status": status})
    assert [entry.what for entry in seen.status.history] == ["Failed"]


def test_a_history_is_bounded_in_number_and_length() -> None:
    history = with_entry((), NOW, "Repaired", "x" * 1000)
    for number in range(100):
        history = with_entry(history, NOW, "Repaired", str(number))
    assert len(history) == HISTORY_MAX
    assert history[-1].detail == "99"
    assert len(with_entry((), NOW, "Repaired", "x" * 1000)[0].detail) == 300
