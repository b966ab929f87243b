from shared.domain.check import Check
from shared.domain.intents import IntentKind
from shared.domain.status import ComponentState, Step, WorkloadView
from shared.domain.timeline import timeline
from shared.engines.registry import components_of
from tests.unit.factory import APPLIED, SELLS, SELLS_NOT, intent, record, spec, view

PARTS = components_of(spec())


def states(steps: tuple[Step, ...]) -> dict[str, str]:
    return {step.id: step.state for step in steps}


def shown(**components: str) -> WorkloadView:
    parts = [ComponentState.model_validate({"name": n, "state": s, "since": 2.0}) for n, s in components.items()]
    return WorkloadView(resource_version=1, components=tuple(parts))


def test_an_accepted_order_waits_for_a_worker() -> None:
    steps = timeline(record(None, intent(IntentKind.CREATE)), PARTS)
    assert steps[0].state == "done"
    assert steps[1].message == "waiting for a worker"
    assert {s.state for s in steps[2:]} == {"pending"}


def test_each_component_shows_what_its_pods_show() -> None:
    seen = record(view(conditions=(APPLIED,), applied_at=3.0), workloads=shown(database="ready", setup="starting"))
    assert states(timeline(seen, PARTS)) == {
        "accepted": "done",
        "namespace": "done",
        "applied": "done",
        "database": "done",
        "setup": "running",
        "web": "running",
        "verified": "pending",
    }


def test_the_purchase_begins_when_all_is_up() -> None:
    up = shown(database="ready", setup="done", web="ready")
    last = timeline(record(view(conditions=(APPLIED,), applied_at=3.0), workloads=up), PARTS)[-1]
    assert (last.state, last.message) == ("running", "trying a purchase")


def test_a_setup_that_was_done_before_stays_done_without_its_job() -> None:
    seen = view(conditions=(APPLIED,), applied_at=3.0, setup_done="10/0")
    assert states(timeline(record(seen, workloads=shown(database="ready")), PARTS))["setup"] == "done"


def test_a_verdict_freezes_the_timeline() -> None:
    frozen = (Step(id="x", title="As it was", state="done"),)
    seen = view(conditions=(APPLIED, SELLS), ready_at=4.0, timeline=frozen)
    assert timeline(record(seen), PARTS) == frozen


def test_a_purchase_shows_that_all_is_up_although_the_news_of_the_setup_comes_later() -> None:
    late = shown(database="ready", setup="starting", web="ready")
    sells = view(conditions=(APPLIED, SELLS), applied_at=3.0, ready_at=1004.0)
    steps = timeline(record(sells, workloads=late), PARTS)
    assert set(states(steps).values()) == {"done"}
    assert next(step for step in steps if step.id == "setup").finished_at == 1004.0


def test_what_ran_when_the_attempt_failed_is_shown_as_failed() -> None:
    seen = record(view(conditions=(APPLIED, SELLS_NOT), applied_at=3.0), workloads=shown(database="starting"))
    assert states(timeline(seen, PARTS))["database"] == "failed"


def test_a_deletion_has_a_timeline_of_its_own_and_names_what_blocks_it() -> None:
    seen = view(terminating=True, deleting_at=9.0).model_copy(update={"blockers": ("a finalizer is stuck",)})
    steps = timeline(record(seen), PARTS)
    assert [s.id for s in steps] == ["accepted", "marked", "removed"]
    assert steps[-1].message == "a finalizer is stuck"


def test_what_hindered_us_before_the_first_purchase_leaves_no_word_behind() -> None:
    up = shown(database="ready", setup="done", web="ready")
    seen = record(view(conditions=(APPLIED,), applied_at=3.0), workloads=up, check=Check(at=1.0, passed=False))
    assert timeline(seen, PARTS)[-1].message == "trying a purchase"
