"""What is left of a store."""

from typing import Literal

from shared.domain.intents import IntentKind
from shared.domain.naming import namespace_of
from shared.domain.status import StoreRecord
from shared.domain.store import Kept
from shared.domain.types import StoreName, Uid


class Receipt(Kept):
    """What is left of a store: what was removed and how long it took; kept under its uid for a while."""

    uid: Uid
    name: StoreName
    owner: str
    engine: str
    cause: Literal["requested", "vanished", "taken", "expired"]
    message: str
    removed: tuple[str, ...] = ()
    asked_at: float | None = None
    finished_at: float


def receipt_of(record: StoreRecord, *, finished_at: float) -> Receipt:
    """The receipt of a store whose namespace is gone, or never came to be; whether it was asked for follows from it."""
    asked_at = deletion_asked_at(record)
    requested = asked_at is not None
    return Receipt(
        uid=record.uid,
        name=record.name,
        owner=record.owner,
        engine=record.spec.engine if record.spec else "",
        cause="requested" if requested else "vanished",
        message=_message(record, requested=requested),
        removed=_removed(record),
        asked_at=asked_at,
        finished_at=finished_at,
    )


def deletion_asked_at(record: StoreRecord) -> float | None:
    """When somebody asked for the deletion (Unix seconds); None: nobody did."""
    if record.intent is not None and record.intent.kind is IntentKind.DELETE:
        return record.intent.at
    return record.namespace.status.deleting_at if record.namespace else None


def _message(record: StoreRecord, *, requested: bool) -> str:
    if not requested:
        return f"The namespace of “{record.name}” was removed by somebody else, not through Storeyard."
    if record.namespace is None:
        return f"“{record.name}” was deleted before anything of it was made."
    return f"The shop “{record.name}”, its data and its volumes are removed."


def _removed(record: StoreRecord) -> tuple[str, ...]:
    if record.namespace is None:
        return ()
    status = record.namespace.status
    return (f"namespace {namespace_of(record.name)}", *sorted(status.digests), *status.volumes)
