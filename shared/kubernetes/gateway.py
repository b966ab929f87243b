"""The only way to the Kubernetes API: plain dicts in and out, every call bounded, every refusal an error of ours."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from shared.domain.types import Manifest
from shared.kubernetes import calls
from shared.kubernetes.calls import Call
from shared.kubernetes.client import Connection
from shared.kubernetes.clock import boottime
from shared.kubernetes.errors import Gone, NotFound, Unreachable
from shared.kubernetes.kinds import Kind, Right
from shared.kubernetes.order import version_of
from shared.kubernetes.retry import Patience
from shared.kubernetes.sender import Observe, Sender

RESTARTS = 3
"""How often one list may begin again after a 410 between its chunks before that is raised."""


@dataclass(frozen=True)
class Page:
    """One chunk of a list; `first` says that what came before belongs to a list that ended in a 410."""

    items: list[Manifest]
    resource_version: int
    first: bool = True


@dataclass(frozen=True)
class Listing:
    items: list[Manifest]
    resource_version: int


class Gateway:
    """Calls to one API server; `timeout` seconds each, `budget` seconds with all repetitions."""

    def __init__(
        self,
        connection: Connection,
        *,
        timeout: float = 5.0,
        budget: float = 15.0,
        observe: Observe = lambda _verb, _kind, _code, _seconds: None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Callable[[], float] = boottime,
    ) -> None:
        self._clock = connection.clock
        self._sender = Sender(connection, Patience(timeout, budget, sleep=sleep, clock=clock), observe)

    async def get(self, kind: Kind, name: str, namespace: str | None = None) -> Manifest:
        return await self._sender.fetch(calls.get(kind, name, namespace))

    async def find(self, kind: Kind, name: str, namespace: str | None = None) -> Manifest | None:
        """Like `get`, with None for what is not there."""
        try:
            return await self.get(kind, name, namespace)
        except NotFound:
            return None

    async def list(
        self,
        kind: Kind,
        *,
        namespace: str | None = None,
        selector: str = "",
        metadata_only: bool = False,
        page: int = 500,
    ) -> Listing:
        """All objects of a kind at one resourceVersion (a consistent read, fetched in chunks of `page`)."""
        items: list[Manifest] = []
        version = 0
        async for chunk in self.pages(
            kind, namespace=namespace, selector=selector, metadata_only=metadata_only, page=page
        ):
            items = chunk.items if chunk.first else items + chunk.items
            version = chunk.resource_version
        return Listing(items, version)

    async def pages(
        self,
        kind: Kind,
        *,
        namespace: str | None = None,
        selector: str = "",
        metadata_only: bool = False,
        page: int = 500,
        retry: bool = True,
    ) -> AsyncGenerator[Page, None]:
        """The same chunk by chunk. Forget what you kept when a chunk is `first`: the list began again."""
        token, restarts = "", 0
        while True:
            call = calls.list_page(kind, namespace, selector, metadata_only=metadata_only, limit=page, token=token)
            try:
                answer = await self._sender.fetch(call, retry=retry)
            except Gone:
                if not token or restarts == RESTARTS:
                    raise
                token, restarts = "", restarts + 1
                continue
            yield _page(answer, kind, first=not token)
            token = answer["metadata"].get("continue") or ""
            if not token:
                return

    async def create(self, manifest: Manifest, *, budget: float | None = None, dry_run: bool = False) -> Manifest:
        """POST; nothing of it is under way any more after `budget` seconds."""
        return await self._sender.fetch(calls.create(manifest, dry_run=dry_run), budget=budget)

    async def may(self, right: Right) -> bool:
        """Whether the API server would let us, by its authoriser; admission is not asked."""
        return bool((await self._sender.fetch(calls.review(right)))["status"].get("allowed"))

    async def apply(self, manifest: Manifest, *, budget: float | None = None) -> Manifest:
        """Server-side apply as `storeyard`, by force; a namespace is refused (it would come into being unclaimed)."""
        return await self._sender.fetch(calls.apply(manifest), budget=budget)

    async def merge_patch(
        self, kind: Kind, name: str, patch: Manifest, *, resource_version: int | None, namespace: str | None = None
    ) -> Manifest:
        """JSON merge patch. A lost answer is asked for again, so `Conflict` may mean that ours was the write: read."""
        return await self._sender.fetch(calls.merge_patch(kind, name, patch, resource_version, namespace))

    async def delete(
        self,
        kind: Kind,
        name: str,
        *,
        namespace: str | None = None,
        uid: str | None = None,
        propagation: str = "Background",
    ) -> Manifest | None:
        """Deletes what has this `uid` (`Conflict` for another one); None when nothing is there any more."""
        try:
            return await self._sender.fetch(calls.delete(kind, name, namespace, uid, propagation))
        except NotFound:
            return None

    async def logs(
        self,
        namespace: str,
        pod: str,
        *,
        container: str | None = None,
        tail: int | None = 100,
        since: str | None = None,
        timestamps: bool = False,
        limit_bytes: int = 64 * 1024,
    ) -> str:
        """The last lines of a container (None: all of them), undecodable bytes replaced.

        `since` is an RFC 3339 time in whole seconds, and lines of that very second are given; `timestamps` puts its
        time before each line. Beyond `limit_bytes` the answer breaks off, in the middle of a line or character.
        """
        query = {"container": container, "tailLines": tail, "sinceTime": since, "limitBytes": limit_bytes}
        query |= {"timestamps": "true"} if timestamps else {}
        return (await self._sender.read(calls.logs(namespace, pod, query))).decode(errors="replace")

    async def version(self) -> Manifest:
        return await self._sender.fetch(calls.version())

    def now(self) -> datetime:
        """The API server's time at this moment; `Unreachable` before its first answer."""
        return self._clock.now()

    def stream(self, call: Call, *, silence: float) -> AbstractAsyncContextManager[aiohttp.StreamReader]:
        """The bytes of a watch (for `shared.kubernetes.watch`); `Unreachable` after `silence` seconds without any."""
        return self._sender.stream(call, silence=silence)


def named(item: Manifest, kind: Kind) -> Manifest:
    """The item with its kind: lists leave it out, and metadata-only answers say PartialObjectMetadata."""
    return item | {"apiVersion": kind.api_version, "kind": kind.kind}


def _page(answer: Manifest, kind: Kind, *, first: bool) -> Page:
    version = version_of(answer) if "metadata" in answer else 0
    if not version:
        raise Unreachable(f"list {kind.kind}: the answer has no resourceVersion; is this an API server?")
    return Page([named(item, kind) for item in answer.get("items") or ()], version, first)
