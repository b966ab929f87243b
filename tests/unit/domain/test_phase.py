import pytest

from shared.domain.intents import Intent, IntentKind
from shared.domain.status import NamespaceView, Phase, phase
from tests.unit.factory import APPLIED, SELLS, SELLS_NOT, condition, intent, record, view

CREATE, DELETE, RETRY = (intent(kind) for kind in (IntentKind.CREATE, IntentKind.DELETE, IntentKind.RETRY))


@pytest.mark.parametrize(
    ("namespace", "asked", "expected"),
    [
        (None, CREATE, Phase.QUEUED),
        (None, DELETE, Phase.DELETING),
        (view(), None, Phase.PROVISIONING),
        (view(conditions=(APPLIED,)), None, Phase.PROVISIONING),
        (view(conditions=(APPLIED, SELLS), ready_at=5.0), None, Phase.READY),
        (view(conditions=(APPLIED, SELLS_NOT)), None, Phase.FAILED),
        (view(conditions=(APPLIED, SELLS_NOT), ready_at=5.0), None, Phase.DEGRADED),
        (view(conditions=(APPLIED, SELLS_NOT)), RETRY, Phase.QUEUED),
        (view(conditions=(APPLIED, SELLS), ready_at=5.0), DELETE, Phase.DELETING),
        (view(conditions=(APPLIED, SELLS), deleting_at=9.0), None, Phase.DELETING),
        (view(terminating=True), None, Phase.DELETING),
        (view(conditions=(condition("CommerceReady", generation=2),)), None, Phase.PROVISIONING),
        (view(conditions=(condition("CommerceReady", "Unknown"),)), None, Phase.PROVISIONING),
    ],
)
def test_the_phase_follows_from_conditions_deletion_and_intent(
    namespace: NamespaceView | None, asked: Intent | None, expected: Phase
) -> None:
    assert phase(record(namespace, asked)) is expected
