"""How soon something follows from something else, seen from outside."""

import asyncio
import json
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
from redis.asyncio import Redis

from shared.kubernetes.kinds import NAMESPACE, POD
from tests.bench.installation import Installation
from tests.bench.record import ROOT, Bar
from tests.bench.waits import pause
from tests.waiting import until

LAG = "storeyard_event_loop_lag_seconds"
LAG_BAR = Bar(most=0.05)
BARE = "a bare process"
CHANGES = 100
LOADED_REQUESTS = 4.0
"""Pages of the list asked for in a second while the lag is watched, and as many changes in the cluster."""

Touch = Callable[[Installation, str, str], Awaitable[bool]]


async def post_to_namespace(it: Installation, name: str) -> float:
    """Seconds from the 202 until a watch of the cluster shows the namespace."""
    await it.order([name])
    accepted = time.monotonic()
    await until(lambda: name in it.spectator.seen, "the namespace is written", 60)
    await pause(random.uniform(0.1, 0.3))  # so that orders do not fall into step with the workers' polls
    return max(0.0, it.spectator.seen[name] - accepted)


async def rebuild(it: Installation) -> float:
    """Seconds from FLUSHALL until the api lists stores again."""
    redis = Redis.from_url(f"unix://{it.stack.socket}")
    began = time.monotonic()
    await redis.flushall()
    await redis.aclose()

    async def listed() -> bool:
        return bool((await it.admin.call("GET", "/stores?limit=1"))[0] == 200)

    await until(listed, "the list is back", 120)
    return time.monotonic() - began


async def touch_namespace(it: Installation, name: str, mark: str) -> bool:
    """An annotation of somebody else on the store's namespace."""
    await it.gateway.merge_patch(
        NAMESPACE, f"store-{name}", _note(mark), resource_version=await _version(it, f"store-{name}")
    )
    return True


async def touch_pod(it: Installation, name: str, mark: str) -> bool:
    """The same on one of its pods."""
    pods = await it.gateway.list(POD, namespace=f"store-{name}")
    if not pods.items:
        return False
    pod = pods.items[0]["metadata"]["name"]
    await it.gateway.merge_patch(POD, pod, _note(mark), resource_version=None, namespace=f"store-{name}")
    return True


async def change_to_event(it: Installation, names: list[str], touch: Touch) -> list[float]:
    """Seconds from the server's answer to a change until the store's event is at a client of the api, one by one."""
    seen: dict[str, float] = {}
    took = []
    async with _events(it, seen):
        for number in range(CHANGES):
            name = names[number % len(names)]
            await pause(random.uniform(0.02, 0.08))
            seen.pop(name, None)
            if not await touch(it, name, f"{number}-{time.time()}"):
                continue
            answered = time.monotonic()
            await until(lambda name=name: name in seen, "the event arrives", 20)  # type: ignore[misc]
            took.append(max(0.0, seen[name] - answered))
    return took


async def lag(it: Installation, names: list[str], seconds: float) -> dict[str, float]:
    """The p99 of each process' event loop lag while a page is open, the list is leafed through and things change.

    Beside them that of a bare process, which says how long anybody waits for a core here.
    """
    processes = [name for name in it.pids() if name != "valkey"]
    before = {process: await it.metric(process, LAG) for process in processes}
    async with _events(it, {}):
        bare, _ = await asyncio.gather(_bare(seconds), _leaf(it, names, seconds))
    after = {process: await it.metric(process, LAG) for process in processes}
    return {process: _p99(before[process], after[process]) for process in processes} | {BARE: bare}


async def _bare(seconds: float) -> float:
    """The other side: a process beside ours that does nothing but beat; what it is late by is the machine's."""
    call = (sys.executable, "-m", "tests.bench.bare", str(seconds))
    process = await asyncio.create_subprocess_exec(*call, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    return float(told)


async def _leaf(it: Installation, names: list[str], seconds: float) -> None:
    ends = time.monotonic() + seconds
    cursor = ""
    while time.monotonic() < ends:
        _, page = await it.admin.call("GET", f"/stores?limit=100{cursor}")
        cursor = f"&cursor={page['nextCursor']}" if page["nextCursor"] else ""
        if names:
            await touch_namespace(it, random.choice(names), f"{time.time()}")
        await pause(1 / LOADED_REQUESTS)


def _p99(before: dict[str, float], after: dict[str, float]) -> float:
    """Within the bucket that holds it, along a straight line, as Prometheus does it."""
    buckets = sorted(
        (float(key.partition("'le', '")[2].rstrip("')]")), value - before.get(key, 0.0))
        for key, value in after.items()
        if "bucket" in key
    )
    wanted, low, below = 0.99 * buckets[-1][1], 0.0, 0.0
    for edge, count in buckets:
        if count >= wanted:
            return low + (edge - low) * (wanted - below) / max(count - below, 1e-9) if edge != float("inf") else low
        low, below = edge, count
    return low


@asynccontextmanager
async def _events(it: Installation, seen: dict[str, float]) -> AsyncIterator[None]:
    """A client with an open stream; `seen` gets the time of each store's latest event."""
    opened = asyncio.Event()
    listening = asyncio.create_task(_listen(it, seen, opened))
    try:
        await opened.wait()
        yield
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _listen(it: Installation, seen: dict[str, float], opened: asyncio.Event) -> None:
    forever = aiohttp.ClientTimeout(total=None)
    async with it.admin.session.get("/api/v1/events", timeout=forever) as stream:
        opened.set()
        async for line in stream.content:
            if line.startswith(b"data: {"):
                store = json.loads(line[6:])
                seen[store.get("name", "")] = time.monotonic()


def _note(mark: str) -> dict[str, object]:
    return {"metadata": {"annotations": {"bench": mark}}}


async def _version(it: Installation, namespace: str) -> int:
    found = await it.gateway.get(NAMESPACE, namespace)
    return int(found["metadata"]["resourceVersion"])
