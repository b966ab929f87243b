"""Feeds the view from the watches: namespaces, pods and Jobs in full, everything else as metadata only."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from services.reconciler.turns import in_turns
from services.reconciler.view import ClusterView, Workloads
from shared.domain.labels import labels_of, selector
from shared.domain.naming import namespace_of
from shared.domain.observation import Unreadable, namespace_view
from shared.domain.status import NamespaceView
from shared.domain.types import Manifest
from shared.kubernetes import kinds
from shared.kubernetes.errors import KubernetesError, NotFound
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import Kind
from shared.kubernetes.order import digest_of
from shared.kubernetes.watch import Bookmark, Changed, Deleted, Event, Listed, watch

METADATA_KINDS = (
    kinds.RESOURCE_QUOTA,
    kinds.LIMIT_RANGE,
    kinds.NETWORK_POLICY,
    kinds.SERVICE_ACCOUNT,
    kinds.SERVICE,
    kinds.PERSISTENT_VOLUME_CLAIM,
    kinds.STATEFUL_SET,
    kinds.DEPLOYMENT,
    kinds.CRON_JOB,
    kinds.INGRESS,
    kinds.ROLE_BINDING,
    kinds.HTTP_ROUTE,
)
"""All that a store is made of, except Secrets, which the reconciler may not see (law 7)."""

NOT_EVERYWHERE = frozenset({kinds.HTTP_ROUTE})
"""Kinds that a cluster may lack: there are none of them then, and nothing is wrong with the view."""

log = structlog.get_logger()


@dataclass
class Observer:
    """Runs the watches; `news` is set when a pass may find something to do, `dirty` names what pods or Jobs changed."""

    gateway: Gateway
    installation: str
    view: ClusterView
    on_namespace: Callable[[NamespaceView], Awaitable[None]]
    on_return: Callable[[], None]
    news: asyncio.Event = field(default_factory=asyncio.Event)
    dirty: set[str] = field(default_factory=set)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    interrupted: set[str] = field(default_factory=set)
    """Kinds whose watch broke and has brought nothing since."""

    async def run(self) -> None:
        """All watches, for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow(kinds.NAMESPACE, self._namespace))
            group.create_task(self._follow(kinds.POD, self._workload(self.view.pods), project=_reduced))
            group.create_task(self._follow(kinds.JOB, self._workload(self.view.jobs), project=_reduced))
            for kind in METADATA_KINDS:
                group.create_task(self._follow(kind, self._digests(kind), project=_digested, metadata_only=True))

    async def _follow(
        self,
        kind: Kind,
        handle: Callable[[Event], Awaitable[None]],
        *,
        project: Callable[[Manifest], Manifest] = lambda item: item,
        metadata_only: bool = False,
    ) -> None:
        def report(error: KubernetesError) -> None:
            if isinstance(error, NotFound) and kind in NOT_EVERYWHERE:
                return
            log.warning("watch interrupted", kind=kind.kind, error=str(error))
            self.interrupted.add(kind.kind)

        events = watch(
            self.gateway,
            kind,
            selector=selector(self.installation),
            metadata_only=metadata_only,
            project=project,
            on_error=report,
        )
        async for event in events:
            await handle(event)
            self._noted(kind, event)

    def _noted(self, kind: Kind, event: Event) -> None:
        """What every event means, whatever it is about."""
        if isinstance(event, Listed):
            self.view.listed.add(kind.kind)
        if kind.kind in self.interrupted:
            self.interrupted.discard(kind.kind)
            self.on_return()
        self.news.set()

    async def _namespace(self, event: Event) -> None:
        match event:
            case Listed(items=items, resource_version=version):
                views = [view async for item in in_turns(items) if (view := readable(item))]
                self._meet(views)
                self.view.namespaces = {view.name: view for view in views}
                self.view.labels = {item["metadata"]["name"]: labels_of(item) for item in items}
                self.view.version = version
                self.view.jobs.forget({view.uid for view in views})
                for view in views:
                    await self.on_namespace(view)
            case Changed(object=item, resource_version=version):
                self.view.version = max(self.view.version, version)
                if found := readable(item):
                    self._meet([found])
                    self.view.namespaces[found.name] = found
                    self.view.labels[namespace_of(found.name)] = labels_of(item)
                    await self.on_namespace(found)
            case Deleted(object=item, resource_version=version):
                self.view.version = max(self.view.version, version)
                gone = readable(item)
                if gone and self.view.namespaces.get(gone.name, gone).uid == gone.uid:
                    self.view.namespaces.pop(gone.name, None)
                    self.view.labels.pop(namespace_of(gone.name), None)

    def _meet(self, views: list[NamespaceView]) -> None:
        """Pods and Jobs may have shown before their namespace did: what they show is published now."""
        known = {view.uid for view in self.view.namespaces.values()}
        if fresh := {namespace_of(view.name) for view in views if view.uid not in known}:
            self.dirty |= fresh
            self.stirred.set()

    def _workload(self, workloads: Workloads) -> Callable[[Event], Awaitable[None]]:
        async def handle(event: Event) -> None:
            match event:
                case Listed(items=items, resource_version=version):
                    self.dirty |= workloads.replace(items, version)
                case Changed(object=item, resource_version=version):
                    self.dirty |= workloads.put(item, version)
                case Deleted(object=item, resource_version=version):
                    self.dirty |= workloads.remove(item, version)
                case Bookmark(resource_version=version):
                    workloads.reach(version)  # else our news is old beside that of a view which began later
            self.stirred.set()

        return handle

    def _digests(self, kind: Kind) -> Callable[[Event], Awaitable[None]]:
        digests = self.view.digests

        async def handle(event: Event) -> None:
            match event:
                case Listed(items=items):
                    digests.replace(kind.kind, items)
                case Changed(object=item):
                    digests.put(kind.kind, item)
                case Deleted(object=item):
                    digests.remove(kind.kind, item)

        return handle


def readable(item: Manifest) -> NamespaceView | None:
    """The view, or None with a log where somebody broke the annotations; such a namespace is left alone."""
    try:
        return namespace_view(item)
    except Unreadable:
        log.exception("a namespace of ours cannot be read")
        return None


def _identity(item: Manifest) -> Manifest:
    meta = item["metadata"]
    kept = ("name", "namespace", "uid", "resourceVersion", "labels", "ownerReferences", "creationTimestamp")
    return {"metadata": {key: meta[key] for key in kept if key in meta}}


def _reduced(item: Manifest) -> Manifest:
    return _identity(item) | {"status": item.get("status", {})}


def _digested(item: Manifest) -> Manifest:
    return _identity(item) | {"digest": digest_of(item)}
