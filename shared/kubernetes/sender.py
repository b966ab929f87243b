"""Carrying out calls: bounded, repeated where that is safe, counted, decoded."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

import aiohttp
import orjson

from shared.domain.types import Manifest
from shared.kubernetes.calls import Call
from shared.kubernetes.client import Connection
from shared.kubernetes.errors import KubernetesError, Unreachable
from shared.kubernetes.retry import Patience, persist

Observe = Callable[[str, str, int, float], None]
"""Called after each attempt with verb, kind, HTTP status (0: no answer) and seconds."""


@dataclass(frozen=True)
class Sender:
    """A connection with patience, and somebody who counts."""

    connection: Connection
    patience: Patience
    observe: Observe

    async def fetch(self, call: Call, *, budget: float | None = None, retry: bool = True) -> Manifest:
        """The JSON object that answers a call."""
        body = await self.read(call, budget=budget, retry=retry)
        try:
            answer = orjson.loads(body)
        except orjson.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable(f"{call}: the answer is not a JSON object; is this an API server?")
        return answer

    async def read(self, call: Call, *, budget: float | None = None, retry: bool = True) -> bytes:
        """The body that answers a call, as it is."""
        patience = self.patience if budget is None else replace(self.patience, budget=budget)
        return await persist(partial(self._attempt, call), call.may_repeat if retry else _never, patience)

    @asynccontextmanager
    async def stream(self, call: Call, *, silence: float) -> AsyncGenerator[aiohttp.StreamReader, None]:
        """The bytes of a watch as they come, tried once; `Unreachable` after `silence` seconds without any."""
        started = self.patience.clock()
        try:
            async with self.connection.open(call, within=self.patience.timeout, silence=silence) as response:
                self._count(call, response.status, started)
                yield response.content
        except KubernetesError as error:
            self._count(call, error.status, started)
            raise

    async def _attempt(self, call: Call, limit: float) -> bytes:
        started, code = self.patience.clock(), 0
        try:
            async with self.connection.open(call, within=limit) as response:
                body = await response.read()
                code = response.status
                return body
        except KubernetesError as error:
            code = error.status
            raise
        finally:
            self._count(call, code, started)

    def _count(self, call: Call, code: int, started: float) -> None:
        self.observe(call.verb, call.kind, code, self.patience.clock() - started)


def _never(_: KubernetesError) -> bool:
    return False
