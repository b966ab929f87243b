"""`python -m tests.failures.beating api`: the real process, whose loop is measured a hundred times a second.

At the usual four beats a second some seconds would give too few for a 99th percentile. Beside how late the loop woke
up (which a crowded machine alone can cause) a second histogram holds how much of that the process spent computing:
the shorter of the delay and of the CPU time that it used since it went to sleep.
"""

import asyncio
import runpy
import sys
import time

from prometheus_client import Histogram

from shared.observability import heartbeat
from shared.observability.metrics import LOOP_LAG

OWN_LAG = "storeyard_event_loop_own_lag_seconds"
BEAT = 0.01
BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.2, 0.5)


class Measured(heartbeat.Heartbeat):
    """Beats faster and tells computing from waiting for a core."""

    async def run(self) -> None:
        own = Histogram(OWN_LAG, "Delay of the event loop that this process caused itself.", buckets=BUCKETS)
        while True:
            asked, computed = time.monotonic(), time.process_time()
            await asyncio.sleep(BEAT)
            self.last = time.monotonic()
            late = max(0.0, self.last - asked - BEAT)
            LOOP_LAG.observe(late)
            own.observe(min(late, time.process_time() - computed))


if __name__ == "__main__":
    heartbeat.Heartbeat = Measured  # type: ignore[misc]
    service = sys.argv.pop(1)
    runpy.run_module(f"services.{service}", run_name="__main__", alter_sys=True)
