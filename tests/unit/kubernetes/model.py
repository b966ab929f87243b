"""A kind whose history is known, served by an API server that misbehaves as real ones do."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from aiohttp import web

from tests.unit.kubernetes.stub import FakeTime, cut, refusal, says

FAULTS = (
    "ends", "says nothing", "bookmark only", "half a line", "no event", "disconnects", "never begins",
    "410 before", "410 as a line", "429 as text", "500 as html", "403", "500 as a line", "a big event",
)  # fmt: skip

BIG = 2 * 1024 * 1024

State = dict[str, int]
"""Name of each object there is, and the version it is at."""


@dataclass(frozen=True)
class Transition:
    version: int
    what: str
    name: str
    padding: int = 0

    def line(self) -> bytes:
        metadata = {"name": self.name, "resourceVersion": str(self.version)}
        item = {"kind": "Pod", "metadata": metadata, "padding": "x" * self.padding}
        return json.dumps({"type": self.what, "object": item}).encode() + b"\n"


@dataclass
class Model:
    """Goes on by a few transitions at each request; the faults come one a watch, then all is well."""

    faults: list[str]
    time: FakeTime
    chance: random.Random
    history: list[Transition] = field(default_factory=list)
    version: int = 10
    lists: list[float] = field(default_factory=list)
    watches: list[float] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    is_calm: bool = False
    """Whether the faults are used up and the present watch is served as it should be."""
    """Whether the watch that runs now has no fault."""

    def state_at(self, version: int) -> State:
        state: State = {}
        for change in self._until(version):
            if change.what == "DELETED":
                del state[change.name]
            else:
                state[change.name] = change.version
        return state

    def after(self, version: int) -> list[Transition]:
        return [change for change in self.history if change.version > version]

    def _until(self, version: int) -> Iterator[Transition]:
        return (change for change in self.history if change.version <= version)

    def happens(self, times: int, padding: int = 0) -> None:
        for _ in range(times):
            self.version += self.chance.randint(1, 3)
            name = self.chance.choice("abcd")
            there = name in self.state_at(self.version)
            what = self.chance.choice(["MODIFIED", "DELETED"]) if there else "ADDED"
            self.history.append(Transition(self.version, what, name, padding))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if "watch" in request.query:
            return await self._watched(request)
        self.happens(self.chance.randint(0, 3))
        self.lists.append(self.time.now)
        items = [
            {"metadata": {"name": name, "resourceVersion": str(version)}}
            for name, version in self.state_at(self.version).items()
        ]
        return web.json_response({"metadata": {"resourceVersion": str(self.version)}, "items": items or None})

    async def _watched(self, request: web.Request) -> web.StreamResponse:
        self.watches.append(self.time.now)
        fault = self.faults.pop(0) if self.faults else ""
        self.is_calm = not fault
        self.happens(0 if fault == "bookmark only" else self.chance.randint(0, 3))
        before = {
            "410 before": says(410, refusal(410, "Expired")),
            "429 as text": says(429, "Too many requests, please try again later.\n"),
            "500 as html": says(500, "<html>oops</html>"),
            "403": says(403, refusal(403, "Forbidden")),
            "never begins": cut,
        }.get(fault)
        return await (before or self._streamed_until(fault))(request)

    def _streamed_until(self, fault: str) -> "Stream":
        return Stream(self, fault)


@dataclass(frozen=True)
class Stream:
    """One watch, up to its fault."""

    model: Model
    fault: str

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        if self.fault == "bookmark only":
            self.model.version += 5  # other kinds were written to
        elif self.fault != "says nothing":
            self.model.happens(2, BIG if self.fault == "a big event" else 0)
        if self.fault != "says nothing":
            for change in self.model.after(int(request.query["resourceVersion"])):
                await response.write(change.line())
        await self._end(request, response)
        return response

    async def _end(self, request: web.Request, response: web.StreamResponse) -> None:
        await response.write(self._last_words())
        if self.fault == "disconnects":
            assert request.transport
            request.transport.abort()
        elif not self.fault:
            await self.model.closing.wait()

    def _last_words(self) -> bytes:
        half = Transition(self.model.version + 1, "ADDED", "z").line()[:40]
        gone = {"type": "ERROR", "object": refusal(410, "Expired")}
        broken = {"type": "ERROR", "object": refusal(500, "InternalError")}
        bookmark = {"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": str(self.model.version)}}}
        words = {"half a line": half, "no event": b"Too many requests, please try again later.\n"}
        words |= {"410 as a line": json.dumps(gone).encode() + b"\n"}
        words |= {"500 as a line": json.dumps(broken).encode() + b"\n"}
        if self.fault in {"", "bookmark only"}:
            return json.dumps(bookmark).encode() + b"\n"
        return words.get(self.fault, b"")
