"""A deletion that hangs (law 11): how its store says so."""

from shared.domain.status import Condition, StoreRecord
from shared.domain.unlabelled import UNLABELLED

STUCK = "namespace-stuck"
"""Code of the failure; the reconciler tells it when something has blocked the deletion for a while on its own clock."""


def blockers_of(record: StoreRecord) -> tuple[str, ...]:
    """What holds the deletion up: what Kubernetes names, and labels without which it cannot be asked for."""
    named = record.namespace.blockers if record.namespace else ()
    failure = record.failure
    return (*named, failure.evidence) if failure is not None and failure.code == UNLABELLED else named


def conditions_of(record: StoreRecord) -> tuple[Condition, ...]:
    """The verdicts; and while a deletion hangs, that the shop is not available and what holds the namespace.

    Derived when it is read: a namespace that goes gets no verdict written (law 8).
    """
    seen = record.namespace
    if seen is None:
        return ()
    if not seen.terminating or record.failure is None or record.failure.code != STUCK:
        return seen.status.conditions
    hangs = Condition(
        type="Available",
        status="False",
        reason="NamespaceTerminating",
        message="; ".join(seen.blockers) or record.failure.evidence,
        observed_generation=seen.spec.generation,
        last_transition_time=seen.status.deleting_at or (record.check.at if record.check else 0.0),
    )
    return (*(one for one in seen.status.conditions if one.type != "Available"), hangs)
