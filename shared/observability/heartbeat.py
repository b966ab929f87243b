"""Whether the event loop of this very process turns, and how late it is (R38)."""

import asyncio
import time
from dataclasses import dataclass, field

from shared.observability.metrics import LOOP_LAG

BEAT = 0.25
"""Seconds between beats: fine enough to see a stall, too rare to cost anything."""
DEAD_AFTER = 10.0
"""Seconds without a beat after which the process calls itself dead."""


@dataclass
class Heartbeat:
    """A task that sleeps and notes how late it woke."""

    last: float = field(default_factory=time.monotonic)

    async def run(self) -> None:
        """Beats for ever."""
        while True:
            asked = time.monotonic()
            await asyncio.sleep(BEAT)
            self.last = time.monotonic()
            LOOP_LAG.observe(max(0.0, self.last - asked - BEAT))

    @property
    def alive(self) -> bool:
        """Whether the loop turned lately."""
        return time.monotonic() - self.last < DEAD_AFTER
