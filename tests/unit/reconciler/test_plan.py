from typing import Any

import pytest

from services.reconciler.plan import Policy, Seen, plan
from shared.domain.intents import IntentKind
from shared.domain.jobs import JobKind
from tests.unit.factory import APPLIED, SELLS, SELLS_NOT, claim, intent, record, view

POLICY = Policy(verify_period=15.0, verify_ready_period=300.0)
READY = view(conditions=(APPLIED, SELLS), ready_at=5.0)
APPLIED_ONLY = view(conditions=(APPLIED,))
CHANGE = intent(IntentKind.CHANGE, attempt=2)


def seen(namespace: Any = None, asked: Any = None, **facts: Any) -> Seen:
    return Seen(record(namespace, asked), clock=100.0, **facts)


@pytest.mark.parametrize(
    ("store", "kinds"),
    [
        (seen(None, intent(IntentKind.CREATE)), [JobKind.PROVISION]),
        (seen(None, None), []),
        (seen(None, intent(IntentKind.DELETE)), [JobKind.DELETE]),
        (seen(view(), None), [JobKind.PROVISION]),
        (seen(view(claim=claim())), []),
        (seen(view(claim=claim()), claim_is_dead=True), [JobKind.PROVISION]),
        (seen(APPLIED_ONLY, since_verify=1.0), []),
        (seen(APPLIED_ONLY, since_verify=16.0), [JobKind.VERIFY]),
        (seen(APPLIED_ONLY, up_for=0.0, since_verify=0.5), [JobKind.VERIFY]),
        (seen(APPLIED_ONLY, up_for=0.5, since_verify=0.4), []),
        (seen(APPLIED_ONLY, up_for=30.0, since_verify=4.0), [JobKind.VERIFY]),
        (seen(APPLIED_ONLY, up_for=90.0, since_verify=4.0), []),
        (seen(APPLIED_ONLY, up_for=90.0, since_verify=16.0), [JobKind.VERIFY]),
        (seen(READY, since_verify=60.0), []),
        (seen(READY, since_verify=400.0), [JobKind.VERIFY]),
        (seen(READY, is_down=True, since_verify=4.0), [JobKind.VERIFY]),
        (seen(READY, drifted=("Service/web",)), [JobKind.PROVISION]),
        (seen(READY, since_repair=2 * 86_400.0), [JobKind.PROVISION]),
        (seen(view(conditions=(APPLIED, SELLS_NOT), ready_at=5.0), since_repair=61.0), [JobKind.PROVISION]),
        (seen(view(conditions=(SELLS_NOT,)), since_verify=1.0), []),
        (seen(view(conditions=(SELLS_NOT,)), since_verify=16.0), [JobKind.PROVISION]),
        (seen(READY, drifted=("Deployment/web",), since_verify=20.0), [JobKind.PROVISION]),
        (seen(READY, drifted=("Deployment/web",), since_verify=400.0), [JobKind.PROVISION, JobKind.VERIFY]),
        (seen(READY, intent(IntentKind.DELETE)), [JobKind.DELETE]),
        (seen(READY, was_deleted=True), [JobKind.DELETE]),
        (seen(view(terminating=True), intent(IntentKind.DELETE)), []),
        (seen(view(deleting_at=1.0)), [JobKind.DELETE]),
        (seen(view(conditions=(APPLIED, SELLS_NOT)), intent(IntentKind.RETRY, attempt=2)), [JobKind.PROVISION]),
        (seen(view(conditions=(APPLIED, SELLS_NOT)), since_verify=20.0), [JobKind.VERIFY]),
        (seen(READY, CHANGE), [JobKind.PROVISION]),
        (seen(view(claim=claim()), CHANGE), []),
        (seen(view(claim=claim()), CHANGE, claim_is_dead=True), [JobKind.PROVISION]),
        (seen(view(conditions=(SELLS_NOT,), ready_at=5.0), since_verify=1.0), []),
        (seen(view(conditions=(SELLS_NOT,), ready_at=5.0), since_verify=16.0), [JobKind.PROVISION]),
    ],
)
def test_a_store_is_asked_for_what_it_needs(store: Seen, kinds: list[JobKind]) -> None:
    assert [job.kind for job in plan([store], POLICY)] == kinds


def test_a_plan_is_the_same_however_often_it_is_made() -> None:
    stores = [seen(READY, since_verify=400.0), seen(None, intent(IntentKind.CREATE))]
    assert [j.id for j in plan(stores, POLICY)] == [j.id for j in plan(stores, POLICY)]


def test_the_successor_of_a_dead_claim_names_it() -> None:
    (job,) = plan([seen(view(claim=claim(holder="dead")), claim_is_dead=True)], POLICY)
    assert (job.replaces, job.attempt) == ("dead/0", 2)


def test_a_change_is_carried_out_under_an_attempt_that_was_never_used() -> None:
    (job,) = plan([seen(READY, CHANGE)], POLICY)
    assert (job.attempt, job.generation, job.intent, job.repair) == (2, 1, (1, 1), False)


def test_a_repair_says_what_it_repairs_in_a_bounded_form() -> None:
    (few,) = plan([seen(READY, drifted=("Deployment/web", "Service/web"))], POLICY)
    assert (few.repair, few.reason) == (True, "Deployment/web, Service/web")
    (many,) = plan([seen(READY, drifted=tuple(f"Service/{'n' * 60}{number}" for number in range(100)))], POLICY)
    assert many.reason.endswith(" and 94 more")
    assert len(many.reason) <= 300


def test_the_successor_of_a_dead_repair_knows_what_is_still_wrong_and_that_of_an_unfinished_one_does_not() -> None:
    broken = ("Service/web",)
    stale_repair = view(claim=claim(), conditions=(APPLIED, SELLS))
    (repair,) = plan([seen(stale_repair, claim_is_dead=True, drifted=broken)], POLICY)
    (unfinished,) = plan([seen(view(claim=claim()), claim_is_dead=True, drifted=broken)], POLICY)
    assert (repair.reason, unfinished.reason) == ("Service/web", "")


def test_a_delete_gets_a_new_id_after_a_while() -> None:
    def at(clock: float) -> str:
        return plan([Seen(record(None, intent(IntentKind.DELETE)), clock=clock)], POLICY)[0].id

    assert at(100.0) == at(109.0)
    assert at(100.0) != at(110.0)


def test_no_deadline_verdict_is_asked_for_while_the_view_is_fresh() -> None:
    (job,) = plan([seen(APPLIED_ONLY, since_verify=16.0)], Policy(15.0, 300.0, patient=True))
    assert job.patient
