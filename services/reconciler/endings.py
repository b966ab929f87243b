"""Stores whose namespace is not seen any more: receipts, but never on the strength of one doubtful list (law 12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog

from services.reconciler.unlabelled import tell_of_labels
from services.reconciler.view import ClusterView
from shared.domain.labels import UID, labels_of
from shared.domain.naming import namespace_of
from shared.domain.receipts import deletion_asked_at, receipt_of
from shared.domain.status import StoreRecord
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from shared.repository import Repository

log = structlog.get_logger()


class Absence(StrEnum):
    """What a GET by name says about a store that a list lacks."""

    GONE = "gone"
    UNLABELLED = "unlabelled"
    THERE = "there"


@dataclass
class Endings:
    """Writes the receipts of what is really gone."""

    gateway: Gateway
    repository: Repository
    receipt_seconds: float
    suspected: bool = False

    async def settle(self, epoch: int, records: list[StoreRecord], view: ClusterView) -> bool:
        """Ends what is gone; False when most stores seem to have vanished and that was seen only once."""
        known = [r for r in records if r.namespace is not None]
        absent = [r for r in known if _is_absent(r, view)]
        unasked = [r for r in absent if deletion_asked_at(r) is None]
        if 2 * len(unasked) > len(known) and len(unasked) > 1 and not self.suspected:
            self.suspected = True
            log.error("most stores seem to have vanished; not believed until seen twice", absent=len(unasked))
            return False
        self.suspected = False
        for record in absent:
            await self._settle_one(epoch, record, view.version)
        for record in known:
            await self._tell_what_is_seen(record, view)
        return True

    async def _tell_what_is_seen(self, record: StoreRecord, view: ClusterView) -> None:
        """A list still shows a namespace that lost no more than its uid label."""
        seen, labels = view.namespaces.get(record.name), view.labels.get(namespace_of(record.name))
        if seen is not None and seen.uid == record.uid and labels is not None:
            await tell_of_labels(self.repository, record, labels)

    async def _settle_one(self, epoch: int, record: StoreRecord, version: int) -> None:
        absence, labels = await self._look(record)
        if absence is not Absence.GONE:
            await tell_of_labels(self.repository, record, labels)
        if absence is not Absence.GONE or record.namespace is None:
            return
        receipt = receipt_of(record, finished_at=await self.repository.mark.time())
        as_of = max(version, record.namespace.resource_version)
        result = await self.repository.stores.end(epoch, receipt, as_of=as_of, seconds=self.receipt_seconds)
        log.info("store is gone", store=record.name, uid=record.uid, cause=receipt.cause, receipt=result)

    async def _look(self, record: StoreRecord) -> tuple[Absence, Mapping[str, str]]:
        found = await self.gateway.find(NAMESPACE, namespace_of(record.name))
        if found is None:
            return Absence.GONE, {}
        labels = labels_of(found)
        uid = labels.get(UID)
        same = record.namespace is not None and found["metadata"]["uid"] == record.namespace.cluster_uid
        if uid == record.uid:
            return Absence.THERE, labels
        return (Absence.UNLABELLED if same else Absence.GONE), labels


def _is_absent(record: StoreRecord, view: ClusterView) -> bool:
    """Absence is news of the list's own version: a namespace that is newer than that is only not there yet."""
    seen = view.namespaces.get(record.name)
    gone = seen is None or seen.uid != record.uid
    return gone and record.namespace is not None and record.namespace.resource_version <= view.version
