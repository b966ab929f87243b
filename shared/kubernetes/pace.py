"""How often something that runs for ever may begin again."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from shared.kubernetes.clock import boottime

LONGEST_DELAY = 60.0
"""Seconds; a view of the cluster that is older than this is worse than a request too many."""


@dataclass
class Pace:
    """At most one beginning in `interval` seconds, and with each failure in a row half as many, down to `ceiling`."""

    interval: float = 1.0
    ceiling: float = 10.0
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    clock: Callable[[], float] = boottime
    failures: int = 0
    _begun: float = field(default=-math.inf, init=False)
    _not_before: float = field(default=-math.inf, init=False)

    async def turn(self) -> None:
        """Returns when the next beginning is due."""
        gap = min(self.ceiling, self.interval * 2.0 ** min(self.failures, 30)) * random.uniform(1.0, 1.5)
        wait = max(self._begun + gap, self._not_before) - self.clock()
        if wait > 0:
            await self.sleep(wait)
        self._begun = self.clock()

    def failed(self, delay: float | None = None) -> None:
        """Counts a failure; `delay` is the Retry-After that came with it, in seconds, believed up to a minute."""
        self.failures += 1
        self._not_before = self.clock() + min(delay or 0.0, LONGEST_DELAY)

    def succeeded(self) -> None:
        self.failures = 0
