"""The loop: every namespace in which something happened is looked at soon, and again when its time comes."""

import asyncio
import heapq
import time

from services.simulator.controllers import (
    deployments,
    failures,
    garbage,
    jobs,
    kubelet,
    namespaces,
    small,
    volumes,
    workloads,
)
from services.simulator.controllers.scope import Scope
from services.simulator.settings import SimulatorSettings
from services.simulator.store import Change, Store

TICK = 0.05
"""Seconds that news is gathered: sixteen applies of a store cost one look, not sixteen."""
SLICE = 0.02
"""Seconds of controllers' work after which requests are served first."""

_STEPS = (
    small.run_defaults,
    small.run_quotas,
    workloads.run_statefulsets,
    volumes.run,
    deployments.run,
    workloads.run_replicasets,
    jobs.run,
    kubelet.run,
    small.run_ingresses,
    small.run_routes,
    garbage.run,
)


class Loop:
    """Level-driven: it keeps nothing but which namespaces to look at, so a new process goes on where one died."""

    def __init__(self, store: Store, settings: SimulatorSettings) -> None:
        self._store = store
        self._settings = settings
        self._dirty = {record.key.name for record in store.all("namespaces")}
        self._timers: list[tuple[float, str]] = []
        self._orphaned = store.orphaned()
        store.listen(self._hear)

    def _hear(self, change: Change) -> None:
        key = change.after.key
        if change.type == "DELETED":
            self._orphaned.add(change.after.uid)
        if key.plural == "namespaces":
            self._dirty.add(key.name)
        elif key.namespace and key.plural != "events":
            self._dirty.add(key.namespace)
        elif key.plural == "storageclasses":
            self._dirty.update(record.key.name for record in self._store.all("namespaces"))

    async def run(self) -> None:
        """Work for ever."""
        while True:
            await asyncio.sleep(TICK)
            await self.work()

    async def work(self) -> None:
        """One round over what is due."""
        now = time.time()
        while self._timers and self._timers[0][0] <= now:
            self._dirty.add(heapq.heappop(self._timers)[1])
        self._collect_garbage()
        pending, self._dirty = self._dirty, set()
        started = time.monotonic()
        for namespace in pending:
            self._look_at(namespace)
            if time.monotonic() - started > SLICE:
                await asyncio.sleep(0)
                started = time.monotonic()

    def _look_at(self, name: str) -> None:
        record = self._store.get("namespaces", "", name)
        if record is None:
            return
        wish = (record.manifest()["metadata"].get("annotations") or {}).get(failures.ANNOTATION, self._settings.fail)
        scope = Scope(self._store, name, self._settings.speed, self._settings.namespace_delay, wish)
        with self._store.batch():
            if record.deleting:
                namespaces.terminate(scope, record)
            else:
                for step in _STEPS:
                    step(scope)
        if scope.due is not None:
            heapq.heappush(self._timers, (scope.due, name))

    def _collect_garbage(self) -> None:
        uids, self._orphaned = self._orphaned, set()
        if any(self._store.dependents(uid) for uid in uids):
            with self._store.batch():
                garbage.collect(self._store, uids)
