"""observe → plan → execute, for ever; a pass that fails is tried again, and two side by side do no harm (R24)."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from services.reconciler.endings import Endings
from services.reconciler.execute import Executor
from services.reconciler.observe import Observer, readable
from services.reconciler.patience import Patience
from services.reconciler.plan import Policy, Seen, is_awaited, plan
from services.reconciler.stale import take_back_what_is_old
from services.reconciler.stuck import Stuck
from services.reconciler.turns import batched, in_turns
from services.reconciler.view import ClusterView
from shared.domain.jobs import JobKind
from shared.domain.labels import selector
from shared.domain.naming import name_of, namespace_of
from shared.domain.status import NamespaceView, Phase, StoreRecord, phase
from shared.engines.registry import components_of
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from shared.repository import Repository
from shared.repository.mark import RedisAway
from shared.repository.stores import Memo
from shared.settings import Settings

PUBLISHED_AT_ONCE = 16
"""Views of a rebuild that are under way together: they share the syncs of Redis' append-only file."""

log = structlog.get_logger()


@dataclass
class Reconciler:
    """One process' loop. All of its memory can be lost at any time."""

    settings: Settings
    gateway: Gateway
    repository: Repository
    view: ClusterView
    endings: Endings
    executor: Executor
    clock: Callable[[], float]
    cluster: str
    version: str
    epoch: int = 0
    view_back_at: float = 0.0
    phases: dict[Phase, int] = field(default_factory=dict)
    memo: Memo = field(default_factory=dict)
    is_awaited: bool = False
    """Whether a store is only waiting for its purchase, so that the next pass should be soon."""

    def __post_init__(self) -> None:
        self.view_back_at = self.clock()
        self.patience = Patience(self.clock)
        self.stuck = Stuck(self.repository, self.clock, self.settings.reconciler.stuck_after)
        self.observer = Observer(self.gateway, self.settings.installation, self.view, self.publish, self._is_back)

    def _is_back(self) -> None:
        """The view was interrupted and is whole again: the world may have moved on meanwhile."""
        self.view_back_at = self.clock()

    async def publish(self, view: NamespaceView) -> None:
        """News of a namespace, at once; before the first rebuild it waits for that."""
        if self.epoch:
            await self._tell(self.repository.stores.publish_namespace(self.epoch, view))

    async def _tell(self, publication: Awaitable[str]) -> None:
        """News that cannot be published now is published by a rebuild when Redis is back."""
        try:
            await publication
        except RedisAway as error:
            log.warning("news could not be published", error=str(error))
            self.epoch = 0

    async def pass_once(self) -> int:
        """One pass; returns the number of jobs that were new to the queue."""
        epoch, complete = await self.repository.mark.begin(self.cluster)
        if (epoch != self.epoch or not complete) and not await self._rebuild(epoch):
            return 0
        records = [record async for record in self.repository.stores.everything(self.memo)]
        if not await self.endings.settle(epoch, records, self.view):
            return 0
        await take_back_what_is_old(self.repository, records)
        seen = [await self._see(record) async for record in in_turns(records)] + await self._resurrected(records)
        await self.stuck.look(s.record for s in seen)
        self.patience.forget({s.record.uid for s in seen})
        self.phases = dict.fromkeys(Phase, 0) | Counter(phase(s.record) for s in seen)
        self.is_awaited = any(is_awaited(s) for s in seen)
        jobs = plan(seen, self._policy())
        for job in jobs:
            if job.kind is JobKind.VERIFY or (job.kind is JobKind.PROVISION and not job.repair):
                self.patience.looked_at(job.uid)
        return await self.executor.carry_out(jobs)

    async def _rebuild(self, epoch: int) -> bool:
        """A consistent LIST that began in this epoch, published; then the mark: an older list rebuilds nothing."""
        listing = await self.gateway.list(NAMESPACE, selector=selector(self.settings.installation))
        views = [view async for item in in_turns(listing.items) if (view := readable(item))]
        records = [record async for record in self.repository.stores.everything(self.memo)]
        if not await self.endings.settle(epoch, records, _as_view(views, listing.resource_version)):
            return False
        for few in batched(views, PUBLISHED_AT_ONCE):
            await asyncio.gather(*(self.repository.stores.publish_namespace(epoch, view) for view in few))
        if not await self.repository.mark.complete(epoch, self.version):
            return False
        self.epoch, self.view_back_at = epoch, self.clock()
        self.observer.dirty |= {namespace_of(view.name) for view in views}
        self.observer.stirred.set()
        log.info("read model rebuilt from the cluster", stores=len(views), epoch=epoch)
        return True

    async def _see(self, record: StoreRecord, *, was_deleted: bool = False) -> Seen:
        fresh = self.view.namespaces.get(record.name)
        if fresh is not None and fresh.uid == record.uid:
            known = record.namespace
            if known is None or known.resource_version < fresh.resource_version:
                record = record.model_copy(update={"namespace": fresh})
                await self.publish(fresh)  # news that fell into a gap, as between a rebuild's list and its mark
        view = record.namespace
        if view is None:
            return Seen(record, was_deleted=was_deleted, clock=self.clock())
        up, down = self._health(view)
        return Seen(
            record=record,
            claim_is_dead=self.patience.claim_is_dead(view),
            drifted=self._drifted(view),
            was_deleted=was_deleted,
            up_for=self.patience.up_for(record.uid, up=up),
            since_repair=self.patience.since_repair(view),
            is_down=down,
            since_verify=self.patience.since_verify(record.uid),
            clock=self.clock(),
        )

    def _health(self, view: NamespaceView) -> tuple[bool, bool]:
        """Whether every component is up, and whether one that was up is not."""
        if not self.view.knows(()):
            return False, False
        shown = {state.name: state.state for state in self.view.components(namespace_of(view.name))}
        parts = [p for p in components_of(view.spec) if p.kind != "Job" or not view.status.setup_done]
        up = bool(parts) and all(shown.get(part.name) in ("ready", "done") for part in parts)
        return up, not up and view.status.ready_at is not None

    def _drifted(self, view: NamespaceView) -> tuple[str, ...]:
        """What is gone or not as applied, once that has lasted."""
        drifted = self.view.drifted(view)
        if drifted and (view.terminating or not self.view.knows(view.status.digests)):
            return ()
        return drifted if self.patience.drift_settled(view.uid, drifted=bool(drifted)) else ()

    async def _resurrected(self, records: list[StoreRecord]) -> list[Seen]:
        """Namespaces of uids whose deletion was asked for and receipted: they are deleted again (law 12)."""
        known = {record.uid for record in records}
        found = []
        for view in list(self.view.namespaces.values()):
            if view.uid in known or view.terminating:
                continue
            receipt = await self.repository.stores.receipt(view.uid)
            if receipt is not None and receipt.cause == "requested":
                record = StoreRecord(uid=view.uid, name=view.name, namespace=view)
                found.append(await self._see(record, was_deleted=True))
            else:
                await self.publish(view)
        return found

    def _policy(self) -> Policy:
        stores = self.settings.stores
        patient = self.clock() - self.view_back_at < self.settings.reconciler.patience
        return Policy(stores.verify_period, stores.verify_ready_period, patient=patient)

    async def show_workloads(self) -> None:
        """Publishes what pods and Jobs show, as soon as it changes; a blink is waited for what comes together."""
        while True:
            await self.observer.stirred.wait()
            await asyncio.sleep(0.05)
            self.observer.stirred.clear()
            namespaces, self.observer.dirty = self.observer.dirty, set()
            for namespace in namespaces:
                await self._show(namespace)

    async def _show(self, namespace: str) -> None:
        view = self.view.namespaces.get(name_of(namespace))
        if view is not None and self.epoch:
            shown = self.view.workloads(namespace)
            await self._tell(self.repository.stores.publish_workloads(self.epoch, view.uid, shown))


def _as_view(views: list[NamespaceView], version: int) -> ClusterView:
    return ClusterView(namespaces={view.name: view for view in views}, version=version)
