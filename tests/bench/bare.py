"""`python -m tests.bench.bare SECONDS`: sleeps as a heartbeat does and prints the p99 of how late it woke."""

import asyncio
import sys
import time

import uvloop

from shared.observability.heartbeat import BEAT
from tests.bench.record import percentile


async def main(seconds: float) -> None:
    """Beats for so long in a process that does nothing else."""
    late, ends = [], time.monotonic() + seconds
    while time.monotonic() < ends:
        asked = time.monotonic()
        await asyncio.sleep(BEAT)
        late.append(max(0.0, time.monotonic() - asked - BEAT))
    print(percentile(late, 0.99))


if __name__ == "__main__":
    uvloop.run(main(float(sys.argv[1])))
