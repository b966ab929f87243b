"""Which labels a namespace of ours must have to be seen and touched."""

import pytest

from shared.domain.labels import MANAGED_BY, OWNER, PART_OF, STORE, UID, labels_of
from shared.domain.unlabelled import unlabelled
from shared.engines import tenancy
from tests.unit.factory import spec

OURS = labels_of(tenancy.namespace(spec()))


def test_what_is_posted_lacks_nothing_and_more_does_no_harm() -> None:
    assert unlabelled(spec(), OURS | {"team": "theirs"}) is None


@pytest.mark.parametrize("key", [MANAGED_BY, PART_OF, STORE, UID])
def test_a_label_that_is_gone_or_another_is_named_with_its_value(key: str) -> None:
    for labels in (OURS | {key: "another"}, {k: v for k, v in OURS.items() if k != key}):
        failure = unlabelled(spec(), labels)
        assert failure is not None
        assert (failure.code, failure.evidence) == ("labels-missing", f"Namespace store-demo lacks {key}={OURS[key]}.")


def test_a_label_that_nothing_is_selected_by_is_no_failure() -> None:
    assert unlabelled(spec(), OURS | {OWNER: "another"}) is None
