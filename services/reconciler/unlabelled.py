"""Tells on a store that its namespace lost labels of ours, and takes that back when they are there again."""

from collections.abc import Mapping

import structlog

from shared.domain.check import Check, freed, hindered
from shared.domain.status import NamespaceView, StoreRecord
from shared.domain.unlabelled import UNLABELLED, unlabelled
from shared.repository import Repository

log = structlog.get_logger()


async def tell_of_labels(repository: Repository, record: StoreRecord, labels: Mapping[str, str]) -> None:
    """Once for each difference; the worker may have told the same. A namespace that goes needs no labels any more."""
    seen = record.namespace
    if seen is None or seen.terminating:
        return
    check = await _news(repository, record, seen, labels)
    if check is not None:
        await repository.stores.checked(record.uid, check, tell=True)


async def _news(
    repository: Repository, record: StoreRecord, seen: NamespaceView, labels: Mapping[str, str]
) -> Check | None:
    failure, known = unlabelled(seen.spec, labels), record.check
    told = known.failure if known else None
    if failure is not None and failure != told:
        log.error("a namespace of ours lost its labels; its name stays taken", store=record.name, why=failure.evidence)
        return hindered(known, failure, await repository.mark.time())
    if failure is None and known is not None and told is not None and told.code == UNLABELLED:
        log.info("the labels of a namespace are back", store=record.name)
        return freed(known)
    return None
