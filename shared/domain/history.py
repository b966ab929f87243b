"""What happened to a store, in a bounded form that lives in its namespace and so survives the loss of Redis."""

from shared.domain.store import Kept, StoreSpec

HISTORY_MAX = 32
"""Entries; the oldest are forgotten first."""
DETAIL_MAX = 300


class HistoryEntry(Kept):
    """Something that was accepted, applied, judged or repaired."""

    at: float
    what: str
    detail: str = ""


def ordered(spec: StoreSpec) -> HistoryEntry:
    """The first entry of every store."""
    detail = f"{spec.engine} {spec.release.version}, plan {spec.plan.name}"
    return HistoryEntry(at=spec.created_at, what="Accepted", detail=detail)


def with_entry(history: tuple[HistoryEntry, ...], at: float, what: str, detail: str) -> tuple[HistoryEntry, ...]:
    """The history with that as its newest entry, once: a repair that comes again and again drives out nothing."""
    if history and (history[-1].what, history[-1].detail) == (what, detail[:DETAIL_MAX]):
        history = history[:-1]
    return (*history, HistoryEntry(at=at, what=what, detail=detail[:DETAIL_MAX]))[-HISTORY_MAX:]
