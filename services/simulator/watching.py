"""WATCH: a stream of lines, with bookmarks, that ends after `timeoutSeconds`."""

import asyncio
import time
from dataclasses import dataclass

import orjson
from aiohttp import web

from services.simulator.faults import ApiError, gone
from services.simulator.hub import Hub, seen_as
from services.simulator.reads import Render, matcher, metadata_only
from services.simulator.store import Store
from services.simulator.writes import Call

BOOKMARK_PERIOD = 60.0
"""Seconds between bookmarks, as in the API server's watch cache."""
BOOKMARK_EARLY = 2.0
"""Seconds before its end at which a watch gets a last bookmark, as there."""
DEFAULT_TIMEOUT = 1800.0


@dataclass
class _Watch:
    """One running watch: what was sent up to which version, and when it ends."""

    store: Store
    hub: Hub
    call: Call
    render: Render
    response: web.StreamResponse
    version: int
    deadline: float
    bookmark_at: float

    async def run(self) -> None:
        """Send what happens until the time is over or the client leaves."""
        plural = self.call.resource.plural
        with self.hub.waiting(plural) as changed:
            while True:
                changed.clear()
                await self._catch_up()
                now = time.monotonic()
                if now >= self.deadline:
                    return
                if now >= self.bookmark_at:
                    await self._bookmark(now)
                until = min(self.deadline, self.bookmark_at) - now
                try:
                    await asyncio.wait_for(changed.wait(), max(until, 0.001))
                except TimeoutError:
                    continue

    async def _catch_up(self) -> None:
        version = self.store.version
        plural = self.call.resource.plural
        if self.version < self.hub.floor(plural):
            raise gone(f"too old resource version: {self.version} ({self.hub.floor(plural)})")
        matches = matcher(self.call)
        seen = [seen_as(change, matches) for change in self.hub.since(plural, self.version)]
        lines = [line(each[0], self.render(each[1])) for each in seen if each]
        self.version = max(version, self.version)
        if lines:
            await self.response.write(b"".join(lines))

    async def _bookmark(self, now: float) -> None:
        self.bookmark_at = now + BOOKMARK_PERIOD if self._wants_bookmarks() else self.deadline
        if now < self.deadline - BOOKMARK_EARLY < self.bookmark_at:
            self.bookmark_at = self.deadline - BOOKMARK_EARLY
        if self._wants_bookmarks():
            await self.response.write(line("BOOKMARK", self._mark()))

    def _wants_bookmarks(self) -> bool:
        return self.call.query.get("allowWatchBookmarks") in ("true", "1")

    def _mark(self) -> bytes:
        metadata = {"resourceVersion": str(self.version), "creationTimestamp": None}
        if self.render is metadata_only:
            return orjson.dumps({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata})
        resource = self.call.resource
        return orjson.dumps({"kind": resource.kind, "apiVersion": resource.api_version, "metadata": metadata})


def line(kind: str, body: bytes) -> bytes:
    """One event of a watch."""
    return b'{"type":"' + kind.encode() + b'","object":' + body + b"}\n"


async def watch(request: web.Request, store: Store, hub: Hub, call: Call, render: Render) -> web.StreamResponse:
    """Answer a watch; a version that is too old ends it with a Status line of code 410."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Cache-Control": "no-cache, private"})
    await response.prepare(request)
    now = time.monotonic()
    seconds = float(call.query.get("timeoutSeconds") or DEFAULT_TIMEOUT)
    asked = int(call.query.get("resourceVersion") or 0)
    running = _Watch(
        store,
        hub,
        call,
        render,
        response,
        version=asked or store.version,
        deadline=now + seconds,
        bookmark_at=now + min(BOOKMARK_PERIOD, max(seconds - BOOKMARK_EARLY, 0)),
    )
    try:
        if not asked:
            await _send_present(running)
        await running.run()
        await response.write_eof()
    except ApiError as error:
        await response.write(line("ERROR", orjson.dumps(error.status())))
    except ConnectionError:
        pass  # the client left
    return response


async def _send_present(running: _Watch) -> None:
    """A watch without a version begins with everything that there is."""
    matches = matcher(running.call)
    plural, namespace = running.call.resource.plural, running.call.namespace
    lines = [
        line("ADDED", running.render(record)) for record in running.store.all(plural, namespace) if matches(record)
    ]
    if lines:
        await running.response.write(b"".join(lines))
