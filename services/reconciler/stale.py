"""What was accepted too long ago: an old backup of Redis must change nothing (R43)."""

from collections.abc import Iterable

import structlog

from shared.domain.intents import ASKED_OF_A_STORE
from shared.domain.status import StoreRecord
from shared.repository import Repository

log = structlog.get_logger()


async def take_back_what_is_old(repository: Repository, records: Iterable[StoreRecord]) -> None:
    """Drops each retry and change that is too old to be carried out, and says so; a create ends with its receipt."""
    now = await repository.mark.time()
    for record in records:
        intent = record.intent
        if intent and intent.kind in ASKED_OF_A_STORE and intent.is_stale(now):
            await repository.reservations.drop(intent)
            text = f"A {intent.kind} was accepted over an hour ago and is not carried out any more; ask again."
            await repository.stores.progress(record.uid, text)
            log.warning("too old to be carried out", store=record.name, intent=intent.kind)
