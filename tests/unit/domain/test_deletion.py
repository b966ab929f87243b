"""A deletion that hangs, as its store says it."""

import pytest

from shared.domain.check import Check
from shared.domain.deletion import STUCK, conditions_of
from shared.domain.failure import Failure
from shared.domain.observation import BLOCKING, namespace_view
from shared.domain.status import Condition, Phase, StoreRecord, phase
from shared.engines.tenancy import namespace
from tests.unit import factory

HANGS = Failure(code=STUCK, cause="It hangs.", evidence="finalizer example.com/hold", fix="Wait.")
BLOCKER = "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances"


def record(*, terminating: bool = True, failure: Failure | None = HANGS, blockers: tuple[str, ...] = ()) -> StoreRecord:
    conditions = (factory.APPLIED, factory.condition("Available"), factory.SELLS)
    view = factory.view(terminating=terminating, conditions=conditions, deleting_at=2000.0)
    view = view.model_copy(update={"blockers": blockers})
    return factory.record(view, check=Check(at=1500.0, passed=False, failure=failure))


def available(found: tuple[Condition, ...]) -> Condition:
    (one,) = [each for each in found if each.type == "Available"]
    return one


def test_r22_it_is_not_available_and_what_blocks_it_is_the_message() -> None:
    held = record(blockers=(BLOCKER, "The namespace itself has the finalizer x."))
    found = available(conditions_of(held))
    assert (found.status, found.reason, found.last_transition_time) == ("False", "NamespaceTerminating", 2000.0)
    assert found.message == f"{BLOCKER}; The namespace itself has the finalizer x."
    assert [one.type for one in conditions_of(held)] == ["Applied", "CommerceReady", "Available"]
    assert phase(held) is Phase.DELETING


@pytest.mark.parametrize(
    "other",
    [
        record(failure=None),
        record(failure=HANGS.model_copy(update={"code": "key-unknown"})),
        record(terminating=False),
    ],
)
def test_otherwise_the_verdicts_stand(other: StoreRecord) -> None:
    assert other.namespace is not None
    assert conditions_of(other) == other.namespace.status.conditions


def test_a_store_without_a_namespace_has_no_conditions() -> None:
    assert conditions_of(factory.record()) == ()


def test_r22_finalizers_of_the_namespace_itself_and_every_condition_of_kubernetes_are_blockers() -> None:
    manifest = namespace(factory.spec())
    manifest["metadata"] |= {"uid": "n", "resourceVersion": "7", "finalizers": ["example.com/own"]}
    said = [{"type": kind, "status": "True", "message": kind} for kind in sorted(BLOCKING)]
    manifest["status"] = {"conditions": [*said, {"type": "Other", "status": "True", "message": "no"}]}
    assert namespace_view(manifest).blockers == ()
    manifest["metadata"]["deletionTimestamp"] = "2026-01-02T03:04:05Z"
    own = "The namespace itself has the finalizer example.com/own."
    assert namespace_view(manifest).blockers == (*sorted(BLOCKING), own)
