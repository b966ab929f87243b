"""A namespace of ours that somebody took labels from: it is neither seen nor touched until they are back (law 12)."""

from collections.abc import Mapping

from shared.domain.diagnosis import Finding
from shared.domain.failure import Failure
from shared.domain.labels import MANAGED_BY, MANAGER, PART_OF, STORE, UID
from shared.domain.naming import namespace_of
from shared.domain.store import StoreSpec

UNLABELLED = "labels-missing"
"""Code of the failure; the worker tells it when it should delete such a namespace, the reconciler when it sees one."""


def unlabelled(spec: StoreSpec, labels: Mapping[str, str]) -> Failure | None:
    """What is missing of the labels that watches select by and the fence asks for; None: nothing."""
    wanted = {MANAGED_BY: MANAGER, PART_OF: spec.installation, STORE: spec.name, UID: spec.uid}
    missing = [f"{key}={value}" for key, value in wanted.items() if labels.get(key) != value]
    if not missing:
        return None
    return Finding(UNLABELLED, f"Namespace {namespace_of(spec.name)} lacks {', '.join(missing)}.").failure()
