"""Stores come and go for a while at a small rate: does anything grow that should not? (R36 at small size)"""

import time
from dataclasses import dataclass, field
from statistics import linear_regression
from typing import Any

from redis.asyncio import Redis

from tests.bench.installation import Installation, installed, open_files, rss
from tests.bench.options import Options
from tests.bench.record import Bar, Figure, Report
from tests.bench.waits import pause

ALIVE = 10
"""Stores at a time."""
EVERY = 2.0
"""Seconds from one order to the next; as often one is deleted."""
WARM_UP = 0.3
"""Share of the time that is not judged: caches and pools fill first."""


@dataclass
class Churn:
    """What lives now, and what was seen along the way."""

    it: Installation
    alive: list[str] = field(default_factory=list)
    made: int = 0
    samples: list[dict[str, float]] = field(default_factory=list)

    async def step(self) -> None:
        """One more store, and the oldest Ready one away when there are enough."""
        name = f"shop-{self.made:05}"
        await self.it.order([name])
        self.alive.append(name)
        self.made += 1
        if len(self.alive) > ALIVE and self.alive[0] in self.it.spectator.ready:
            await self.it.admin.call("DELETE", f"/stores/{self.alive.pop(0)}")

    async def look(self, began: float) -> None:
        """One sample of everything that could grow."""
        sample = {"minutes": (time.monotonic() - began) / 60}
        for name, pid in self.it.pids().items():
            files, connections = open_files(pid)
            sample |= {f"MiB {name}": rss(pid), f"files {name}": files, f"connections {name}": connections}
        self.samples.append(sample | await _keys(self.it))


async def churn(options: Options) -> Report:
    """Samples every quarter of a minute; the slope is that of a straight line after the warm-up."""
    async with installed(workers=options.workers, simulator={"SPEED": "4"}) as it:
        going, began = Churn(it), time.monotonic()
        while (passed := time.monotonic() - began) < 60 * options.minutes:
            await going.step()
            if len(going.samples) <= passed / 15:
                await going.look(began)
            await pause(EVERY)
        await going.look(began)
        version = str((await it.gateway.version())["gitVersion"])
    judged = going.samples[int(WARM_UP * len(going.samples)) :]
    rows = [_row(key, judged) for key in judged[0] if key != "minutes"]
    size = {"minutes": options.minutes, "stores": going.made, "alive": ALIVE, "samples": len(going.samples)}
    return Report("churn", options.command, version, size, _figures(rows), {"slopes": rows})


def _row(key: str, samples: list[dict[str, float]]) -> dict[str, Any]:
    values = [s[key] for s in samples]
    told = {"first": values[0], "last": values[-1], "least": min(values), "most": max(values)}
    slopes = {"a minute": _slope(key, samples), "a minute, second half": _slope(key, samples[len(samples) // 2 :])}
    return {"what": key, **{name: round(value, 4) for name, value in (told | slopes).items()}}


def _slope(key: str, samples: list[dict[str, float]]) -> float:
    if len(samples) < 2:
        return 0.0
    return linear_regression([s["minutes"] for s in samples], [s[key] for s in samples]).slope


def _figures(rows: list[dict[str, Any]]) -> list[Figure]:
    slopes = {row["what"]: row["a minute"] for row in rows}
    memory = max(value for key, value in slopes.items() if key.startswith("MiB") and "valkey" not in key)
    files = max(value for key, value in slopes.items() if key.startswith(("files", "connections")))
    return [
        Figure("memory slope", "memory of the process that grows most, a minute", "MiB", [memory], Bar(most=0.1)),
        Figure("files slope", "open files of the process that grows most, a minute", "", [files], Bar(most=0.2)),
        Figure("arq slope", "Redis keys of arq, a minute", "", [slopes["keys arq:*"]], Bar(most=0.2)),
        Figure("keys slope", "other Redis keys but receipts, a minute", "", [slopes["other keys"]], Bar(most=0.5)),
    ]


async def _keys(it: Installation) -> dict[str, float]:
    """Receipts grow by design (they are kept for days), so they are counted apart."""
    redis = Redis.from_url(f"unix://{it.stack.socket}")
    keys = [key async for key in redis.scan_iter(count=1000)]
    await redis.aclose()
    receipts = sum(b":receipt:" in key for key in keys)
    arq = sum(key.startswith(b"arq:") for key in keys)
    return {"keys arq:*": arq, "other keys": len(keys) - receipts - arq, "receipts": receipts}
