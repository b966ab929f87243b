"""What changes when an installation grows: every figure at 0, 100, 300 and 1000 stores of one running product."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench import latency
from tests.bench.installation import Installation, cpu_seconds, installed
from tests.bench.latency import LAG_BAR
from tests.bench.options import Options
from tests.bench.passes import passes
from tests.bench.record import Bar, Figure, Report, percentile
from tests.bench.waits import pause

LATENCY_ORDERS = 20
"""Orders at each level that are measured one by one; they count into the level."""
FAR = 10_000
"""Stores that the last table is extrapolated to, along the straight line through the measured levels."""
EXTRAPOLATED = ("MiB", "idle CPU", "pass", "list", "rebuild")
"""What a number of stores has to do with; latencies depend on who else wants the cores."""


@dataclass
class Level:
    """All that was measured with so many stores."""

    stores: int
    row: dict[str, float]
    samples: dict[str, Sequence[float]]


async def scale(options: Options) -> Report:
    """Fills up to each level and measures there."""
    levels: list[Level] = []
    async with installed(workers=options.workers, kubeconfig=options.kubeconfig, simulator={"SPEED": "4"}) as it:
        version = str((await it.gateway.version())["gitVersion"])
        names: list[str] = []
        for level in options.levels:
            posted = await _fill(it, names, level)
            levels.append(await _measure(it, names, posted, options))
    rows: list[dict[str, Any]] = [{"stores": level.stores, **level.row} for level in levels]
    tables = {"levels": rows, "extrapolated": [_extrapolated(rows)]}
    size = {"levels": list(options.levels), "workers": options.workers, "window": options.window}
    figures = _figures(levels[-1])
    return Report(options.named("scale"), options.command, version, size, figures, tables)


async def _fill(it: Installation, names: list[str], level: int) -> list[float]:
    """Orders up to the level; the last ones on an idle system, with the seconds until their namespace stood."""
    alone = min(LATENCY_ORDERS, level)
    bulk = [f"shop-{number:05}" for number in range(len(names), level - alone)]
    await it.order(bulk)
    await it.spectator.until_ready(bulk)
    await it.spectator.until_quiet()
    names += bulk
    posted = []
    for number in range(len(names), level):
        names.append(f"shop-{number:05}")
        posted.append(await latency.post_to_namespace(it, names[-1]))
    await it.spectator.until_ready(names)
    await it.spectator.until_quiet()
    return posted


async def _measure(it: Installation, names: list[str], posted: list[float], options: Options) -> Level:
    samples: dict[str, Sequence[float]] = {"post": posted}
    row = {f"MiB {name}": round(value, 1) for name, value in it.memory().items()}
    row |= await _idle(it, options.window)
    passed = await passes(it)
    samples |= {"pass": passed.passes, "list": passed.lists, "writes": [passed.writes], "jobs": [passed.jobs]}
    if names:
        samples["namespace to SSE"] = await latency.change_to_event(it, names, latency.touch_namespace)
        samples["pod to SSE"] = await latency.change_to_event(it, names, latency.touch_pod)
    lag = await latency.lag(it, names, options.window)
    row |= {f"lag p99 ms {process}": round(1000 * value, 1) for process, value in lag.items()}
    samples["lag"] = [max(value for process, value in lag.items() if process != latency.BARE)]
    samples["rebuild"] = [await latency.rebuild(it) for _ in range(3)]
    await it.spectator.until_quiet()
    return Level(len(names), row | _summary(samples), samples)


async def _idle(it: Installation, seconds: float) -> dict[str, float]:
    """CPU of each process in percent of a core while nobody asks for anything."""
    before = {name: cpu_seconds(pid) for name, pid in it.pids().items()}
    await pause(seconds)
    return {
        f"idle CPU % {name}": round(100 * (cpu_seconds(pid) - before[name]) / seconds, 1)
        for name, pid in it.pids().items()
    }


def _summary(samples: dict[str, Sequence[float]]) -> dict[str, float]:
    def ms(name: str, share: float) -> dict[str, float]:
        values = samples.get(name)
        return {f"{name} p{share * 100:.0f} ms": round(1000 * percentile(values, share), 1)} if values else {}

    told = ms("post", 0.5) | ms("pass", 0.5) | ms("list", 0.5) | ms("rebuild", 0.5)
    return told | ms("namespace to SSE", 0.99) | ms("pod to SSE", 0.99)


def _figures(level: Level) -> list[Figure]:
    found, stores = level.samples, level.stores
    ratios = [one / two for one, two in zip(found["pass"], found["list"], strict=True)]
    figures = [
        Figure("pass/list", f"converged pass over {stores} stores, against the bare LIST", "×", ratios, Bar(most=2)),
        Figure("pass writes", f"writes of ten converged passes over {stores} stores", "", found["writes"], Bar(most=0)),
        Figure("rebuild", f"{stores} stores listed again after FLUSHALL", "s", found["rebuild"], Bar(most=5)),
        Figure("lag", f"event loop lag p99 with {stores} stores, the worst process", "s", found["lag"], LAG_BAR),
    ]
    for name, title, share, bar in (
        ("post", "POST accepted until namespace written, p50", 0.5, 0.075),
        ("namespace to SSE", "change of a namespace until its event at a client, p99", 0.99, 0.1),
        ("pod to SSE", "change of a pod until its event at a client, p99", 0.99, 0.1),
    ):
        if values := found.get(name):
            figures.append(Figure(name, title, "s", [percentile(values, share)], Bar(most=bar)))
    return figures


def _extrapolated(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A straight line through all levels; what it says about `FAR` was not measured."""
    stores = [float(row["stores"]) for row in rows]
    told: dict[str, Any] = {"stores": FAR}
    for key in rows[-1]:
        values = [float(row[key]) for row in rows if key in row]
        if key.startswith(EXTRAPOLATED) and len(values) == len(stores) > 1:
            line = statistics.linear_regression(stores, values)
            told[key] = round(line.intercept + line.slope * FAR, 1)
    return told
