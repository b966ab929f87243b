"""Deletions that hang: after a while what holds them up is told as a failure, with its code (law 11)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import structlog

from shared.domain.check import hindered
from shared.domain.deletion import STUCK
from shared.domain.diagnosis import Finding
from shared.domain.status import NamespaceView, StoreRecord
from shared.repository import Repository

log = structlog.get_logger()


@dataclass
class Stuck:
    """Remembers since when a namespace says that something blocks it; `after` is in seconds, on our own clock."""

    repository: Repository
    clock: Callable[[], float]
    after: float
    _since: dict[str, float] = field(default_factory=dict)

    async def look(self, records: Iterable[StoreRecord]) -> None:
        """Tells once for each store and each reason; the record goes with its store."""
        blocked = {r.uid: r for r in records if r.namespace is not None and r.namespace.blockers}
        self._since = {uid: self._since.get(uid, self.clock()) for uid in blocked}
        for uid, record in blocked.items():
            if self.clock() - self._since[uid] >= self.after and record.namespace is not None:
                await self._tell(record, record.namespace)

    async def _tell(self, record: StoreRecord, view: NamespaceView) -> None:
        failure = Finding(STUCK, "; ".join(view.blockers)).failure()
        if record.check is not None and record.check.failure == failure:
            return
        log.warning("a deletion hangs", store=record.name, uid=record.uid, blockers=view.blockers)
        check = hindered(record.check, failure, await self.repository.mark.time())
        await self.repository.stores.checked(record.uid, check, tell=True)
