"""Which labels of a store's namespace are put back when somebody changed them."""

import pytest

from shared.domain.labels import ENGINE, MANAGED_BY, OWNER, PART_OF, STORE, UID, labels_of
from shared.engines.tenancy import POD_SECURITY_VERSION, lost_labels, namespace
from tests.unit.factory import spec

OURS = labels_of(namespace(spec()))
ENFORCE = "pod-security.kubernetes.io/enforce"
VERSION = f"{ENFORCE}-version"


def without(key: str) -> dict[str, str]:
    return {k: v for k, v in OURS.items() if k != key}


@pytest.mark.parametrize(
    ("found", "lost"),
    [
        (OURS, {}),
        (OURS | {"team": "theirs"}, {}),
        (OURS | {ENFORCE: "privileged"}, {ENFORCE: "restricted"}),
        (without(ENFORCE), {ENFORCE: "restricted"}),
        (OURS | {OWNER: "mallory", ENGINE: "none"}, {OWNER: "ada", ENGINE: "woocommerce"}),
        (without(VERSION), {VERSION: POD_SECURITY_VERSION}),
        (OURS | {VERSION: "v1.35"}, {}),
        *((without(key), {}) for key in (MANAGED_BY, PART_OF, STORE, UID)),
    ],
)
def test_what_somebody_changed_is_put_back_and_what_others_added_or_an_earlier_release_pinned_stays(
    found: dict[str, str], lost: dict[str, str]
) -> None:
    assert lost_labels(spec(), found) == lost
