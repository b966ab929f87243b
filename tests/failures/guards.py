"""Guards that the mutation proof takes away, one at a time, to see that the experiments notice (R39).

A guard that has never been seen to fail proves nothing. The product has no switch for them; the launcher replaces
the function that is the guard before the process starts.
"""

import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp

from services.worker import begin
from services.worker.claim import Held
from services.worker.tools import Tools
from shared.domain.jobs import Job
from shared.domain.observation import namespace_view
from shared.domain.status import Claim, NamespaceView
from shared.domain.types import Manifest
from shared.kubernetes import calls
from shared.kubernetes.calls import Call
from shared.kubernetes.client import Connection
from shared.kubernetes.kinds import Kind
from shared.kubernetes.sender import Sender
from shared.repository import mark
from shared.repository.stores import Stores

VARIABLE = "GUARD_OFF"


def _versions() -> None:
    """Patches of the namespace carry no resourceVersion: whoever writes last wins (law 3)."""
    stamped = calls.merge_patch

    def unstamped(kind: Kind, name: str, patch: Manifest, version: int | None, namespace: str | None) -> Call:
        call = stamped(kind, name, patch, version, namespace)
        return replace(call, body=calls.orjson.dumps(patch))

    calls.merge_patch = unstamped


def _own_clock() -> None:
    """Nobody stops when the claim has run out by their own clock (law 3)."""
    Held.check = lambda _self: None  # type: ignore[method-assign]


def _claim_mark() -> None:
    """A job to go on with a store takes any claim for the one that was seen dead, also one that is renewed (law 3)."""
    Claim.mark = property(lambda _self: None)  # type: ignore[assignment,method-assign]


def _timeouts() -> None:
    """A call waits for its answer for ever."""
    bounded = Connection.open

    @asynccontextmanager
    async def unbounded(
        self: Connection, call: Call, *, within: float, silence: float | None = None
    ) -> AsyncGenerator[aiohttp.ClientResponse, None]:
        async with bounded(self, call, within=3600.0, silence=silence) as response:
            yield response

    Connection.open = unbounded  # type: ignore[method-assign]


def _status_check() -> None:
    """Whatever the API server answers to a write is taken for a success."""
    checked = Sender.read

    async def unchecked(self: Sender, call: Call, **limits: Any) -> bytes:
        try:
            return await checked(self, call, **limits)
        except Exception:  # that is the mutation
            if call.verb not in {"apply", "create"} or call.kind == "Namespace":
                raise
            return call.body or b"{}"

    Sender.read = unchecked  # type: ignore[method-assign,assignment]


def _retry() -> None:
    """Nothing is sent a second time, and what failed once is over: the claim is given back as if all were applied."""
    Call.may_repeat = lambda _self, _error: False  # type: ignore[method-assign]


def _uid_check() -> None:
    """Whatever has the store's name is the store, whoever made it."""

    async def _recognise(_tools: Tools, job: Job, found: Manifest) -> NamespaceView:
        return namespace_view(found).model_copy(update={"uid": job.uid})

    async def find_own(self: Tools, name: str, uid: str) -> NamespaceView | None:
        found = await self.find(name)
        return namespace_view(found).model_copy(update={"uid": uid}) if found else None

    begin._recognise = _recognise  # type: ignore[assignment]
    Tools.find_own = find_own  # type: ignore[method-assign]


def _mark_check() -> None:
    """What is asked and ordered of the read model is believed, whatever became of Redis; rebuilds stay as they are."""
    source = mark._source
    believed = """
local function mark()
  local m = redis.call('HMGET', MARK, 'epoch', 'n')
  return {epoch = tonumber(m[1] or '0'), n = tonumber(m[2] or '0')}
end
"""
    asking = {"lookup", "page", "marked", "reserve", "intend"}
    mark._source = lambda name: (believed if name in asking else "") + source(name)


def _receipts() -> None:
    """Worker, reconciler and read model know nothing of receipts: a deleted uid may come back (law 12)."""
    source = mark._source
    mark._source = lambda name: source(name).replace("cause == 'requested'", "cause == 'nobody'")
    if sys.argv[1:2] != ["api"]:  # people may still read them

        async def none(_self: Stores, _uid: str) -> None:
            return None

        Stores.receipt = none  # type: ignore[method-assign]


GUARDS: dict[str, Callable[[], None]] = {
    "resource version": _versions,
    "own clock": _own_clock,
    "claim mark": _claim_mark,
    "timeouts": _timeouts,
    "status check": _status_check,
    "retry": _retry,
    "uid check": _uid_check,
    "mark check": _mark_check,
    "receipt check": _receipts,
}


def install() -> None:
    """Takes away the guard that the environment names."""
    if name := os.environ.get(VARIABLE):
        GUARDS[name]()
