"""One worker, two, four: how throughput grows when the API server is slow and not the processor."""

import time

from tests.bench.installation import installed
from tests.bench.options import Options
from tests.bench.record import Bar, Figure, Report

WRITE_DELAY = "0.1"
SLOTS = "4"
COUNTS = (1, 2, 4)


async def workers(options: Options) -> Report:
    """Rounds of 1, 2 and 4 workers on a simulator that takes 100 ms a write."""
    rounds: list[dict[int, float]] = []
    version = ""
    for _ in range(options.runs):
        rates: dict[int, float] = {}
        for count in COUNTS:
            rates[count], version = await _rate(count, options.stores)
        rounds.append(rates)
    figures = [
        Figure(f"{count} workers/1", f"stores per second with {count} workers, against one", "×", runs, Bar(least=bar))
        for count, bar in ((2, 1.8), (4, 3.4))
        if (runs := [one[count] / one[1] for one in rounds])
    ]
    rows = [
        {"round": number, "workers": count, "stores/s": round(rate, 2)}
        for number, rates in enumerate(rounds, 1)
        for count, rate in rates.items()
    ]
    size = {"stores": options.stores, "writeDelay": float(WRITE_DELAY), "storesAtOnceAWorker": int(SLOTS)}
    return Report("workers", options.command, version, size, figures, {"rounds": rows})


async def _rate(count: int, stores: int) -> tuple[float, str]:
    # Pods that never start: what is compared is provisioning, and a simulator that only waits for its delay.
    slow = {"WRITE_DELAY": WRITE_DELAY, "SPEED": "0.01"}
    settings = {"QUEUE__PROVISION_SLOTS": SLOTS}
    async with installed(workers=count, simulator=slow, settings=settings) as it:
        names = [f"shop-{number:04}" for number in range(stores)]
        began = time.monotonic()
        await it.order(names)
        seconds = await it.spectator.until_applied(names) - began
        return stores / seconds, str((await it.gateway.version())["gitVersion"])
