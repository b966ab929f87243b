"""From a receipt, or a record that will become one, to what is sent."""

from services.api.receipts.models import ReceiptView
from services.api.times import moment
from shared.domain.deletion import blockers_of
from shared.domain.receipts import Receipt, deletion_asked_at
from shared.domain.status import Phase, StoreRecord, phase


def of_receipt(receipt: Receipt) -> ReceiptView:
    """The store is gone."""
    asked = receipt.asked_at
    return ReceiptView(
        uid=receipt.uid,
        name=receipt.name,
        owner=receipt.owner,
        engine=receipt.engine,
        state="done" if receipt.cause == "requested" else receipt.cause,
        message=receipt.message,
        removed=list(receipt.removed),
        blockers=[],
        asked_at=moment(asked),
        finished_at=moment(receipt.finished_at),
        seconds=round(max(0.0, receipt.finished_at - asked), 3) if asked else None,
    )


def of_record(record: StoreRecord) -> ReceiptView:
    """The store is still there."""
    going = phase(record) is Phase.DELETING
    blockers = list(blockers_of(record)) if going else []
    return ReceiptView(
        uid=record.uid,
        name=record.name,
        owner=record.owner,
        engine=record.spec.engine if record.spec else "",
        state="deleting" if going else "active",
        message=_message(going=going, blockers=blockers),
        removed=[],
        blockers=blockers,
        asked_at=moment(deletion_asked_at(record)) if going else None,
        finished_at=None,
        seconds=None,
    )


def _message(*, going: bool, blockers: list[str]) -> str:
    if not going:
        return "The store is there; nobody has asked for its deletion."
    return "What still blocks the deletion is named here." if blockers else "The store is being deleted."
