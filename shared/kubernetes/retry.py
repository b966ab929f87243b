"""Sending again what may be sent again: jittered, exponential, and over at a fixed moment.

stamina is the house's library for this, but it may sleep past the deadline when a Retry-After is longer than what is
left, and its waiting cannot be given a test's clock; both matter more here than the thirty lines.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from shared.kubernetes.clock import boottime
from shared.kubernetes.errors import KubernetesError

T = TypeVar("T")

_LEAST = 0.01
"""Seconds; an attempt's limit must stay above zero, which aiohttp takes for "no limit"."""


@dataclass(frozen=True)
class Patience:
    """How long a call may take: each attempt `timeout`, all of them with the pauses between `budget` seconds."""

    timeout: float = 5.0
    budget: float = 15.0
    first: float = 0.1
    ceiling: float = 2.0
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    clock: Callable[[], float] = boottime

    def pause(self, failures: int, asked: float | None) -> float:
        """Seconds to wait after so many failures, never less than what the server asked for."""
        backoff = min(self.ceiling, self.first * 2.0 ** min(failures, 30))
        return (asked or 0.0) + backoff * random.uniform(0.5, 1.0)


async def persist(
    attempt: Callable[[float], Awaitable[T]], may_repeat: Callable[[KubernetesError], bool], patience: Patience
) -> T:
    """The result of `attempt(limit in seconds)`, repeated while `may_repeat` says so and the budget lasts.

    The last error is raised at once when the next pause would end beyond the budget.
    """
    deadline = patience.clock() + patience.budget
    for failures in count():
        try:
            return await attempt(max(_LEAST, min(patience.timeout, deadline - patience.clock())))
        except KubernetesError as error:
            pause = patience.pause(failures, error.delay)
            if not may_repeat(error) or patience.clock() + pause >= deadline:
                raise
        await patience.sleep(pause)
    raise AssertionError("unreachable: count() does not end")
