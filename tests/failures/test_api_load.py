"""The API under more than it wants: a full queue, a thousand stores (R27, R28)."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import aiohttp
import pytest

from shared.domain.jobs import Lane
from shared.repository import Repository
from tests.failures.beating import OWN_LAG
from tests.failures.front import Front, front, metrics, resident
from tests.failures.size import Size
from tests.stack import Client
from tests.unit.factory import spec

pytestmark = pytest.mark.timeout(600)
AT_ONCE = 16
LEFT_BY_ONE = 1024
"""Bytes that a refused order may leave in the process: half of the JSON of one, so that keeping them would show."""


async def test_r27_a_full_queue_refuses_and_remembers_nothing(size: Size) -> None:
    limit = 50
    async with front(QUEUE__LIMIT=str(limit), LIMITS__WRITES="1000000 per 1 minute") as lab:
        async with lab.stack.client("admin") as admin:
            answers: Counter[int] = Counter()
            await flood(admin, answers, "early", size.posts // 2)
            before, keys = await resident(admin), await lab.repository.redis.dbsize()
            await flood(admin, answers, "late", size.posts)
            after = await resident(admin)
        assert answers[202] in range(limit, limit + AT_ONCE)
        assert answers[202] + answers[503] == size.posts * 3 // 2
        assert await lab.repository.redis.zcard(lab.repository.keys.queue(Lane.PROVISION)) == answers[202]
        assert await lab.repository.redis.dbsize() <= keys
        size.measured("R27", f"memory of the api after {size.posts} refused orders", grown_bytes=after - before)
        assert after - before < size.posts * LEFT_BY_ONE


async def flood(admin: Client, answers: Counter[int], prefix: str, times: int) -> None:
    """Orders, so many at once, each with a name of its own."""
    numbers = iter(range(times))

    async def post() -> None:
        for number in numbers:
            order = {"name": f"{prefix}-{number}", "engine": "medusa"}
            async with admin.session.post("/api/v1/stores", json=order) as answer:
                answers[answer.status] += 1
                assert answer.status == 202 or int(answer.headers["Retry-After"]) >= 1
                await answer.read()

    await asyncio.gather(*(post() for _ in range(AT_ONCE)))


STORES = 1000
PAGES = (
    *("?limit=200", "?limit=50&phase=Ready", "?limit=200&phase=Failed", "?q=shop-77", "?limit=200&engine=medusa"),
    *("?q=nothing-like-this", "?limit=1"),
)
LATE = 0.05
"""Seconds (DESIGN section 10)."""


async def test_r28_the_event_loop_turns_while_a_thousand_stores_are_listed_and_watched(size: Size) -> None:
    async with front(program="tests.failures.beating {service}") as lab, AsyncExitStack() as on:
        uids = await fill(lab)
        admin = await on.enter_async_context(lab.stack.client("admin"))
        for _ in range(5):
            await on.enter_async_context(watching(admin))
        before = await lags(admin, OWN_LAG)
        until_then = time.monotonic() + size.busy
        listed = await asyncio.gather(
            *(lists(admin, until_then, offset) for offset in range(4)), changes(lab, uids, until_then)
        )
        own = await lags(admin, OWN_LAG) - before
        size.measured("R28", "turns of the loop that the api itself held up for more than 50 ms", share=own.share)
        assert sum(listed) > 20
        assert own.turns > 50
        assert own.share <= 0.01, own


class Lags:
    """How often the loop turned, and how often later than it may."""

    def __init__(self, turns: float, late: float) -> None:
        self.turns, self.late = turns, late

    def __sub__(self, other: "Lags") -> "Lags":
        return Lags(self.turns - other.turns, self.late - other.late)

    def __repr__(self) -> str:
        return f"{self.late:.0f} of {self.turns:.0f} turns were late"

    @property
    def share(self) -> float:
        return self.late / self.turns


async def lags(client: Client, name: str) -> Lags:
    upto = {float(s.labels["le"]): s.value for s in (await metrics(client))[name].samples if s.name.endswith("_bucket")}
    return Lags(upto[float("inf")], upto[float("inf")] - upto[LATE])


async def fill(lab: Front) -> list[str]:
    """A thousand stores in the read model, most of them Ready."""
    uids = [f"{number:032x}" for number in range(STORES)]
    for start in range(0, STORES, 50):
        await asyncio.gather(*(one(lab, uid, number) for number, uid in enumerate(uids[start : start + 50], start)))
    return uids


async def one(lab: Front, uid: str, number: int) -> None:
    engine = "medusa" if number % 3 else "woocommerce"
    await reserve(lab.repository, uid, f"shop-{number}", engine)
    await lab.player.show(uid, "Failed" if number % 10 == 0 else "Ready")


async def reserve(repository: Repository, uid: str, name: str, engine: str) -> None:
    await repository.reservations.reserve(spec(name, uid=uid, engine_id=engine), quota=None)


async def lists(admin: Client, until_then: float, offset: int) -> int:
    """Reads pages one after the other, following cursors; returns how many."""
    read = 0
    while time.monotonic() < until_then:
        query = PAGES[(offset + read) % len(PAGES)]
        status, page = await admin.call("GET", f"/stores{query}")
        assert status == 200, page
        if page["nextCursor"]:
            assert (await admin.call("GET", f"/stores{query}&cursor={page['nextCursor']}"))[0] == 200
        read += 1
    return read


async def changes(lab: Front, uids: list[str], until_then: float) -> int:
    """News about stores, as workers and reconciler publish it."""
    told = 0
    while time.monotonic() < until_then:
        await lab.repository.stores.progress(uids[told % STORES], f"step {told}")
        told += 1
        await asyncio.sleep(0.05)
    return told


@asynccontextmanager
async def watching(client: Client) -> AsyncIterator[None]:
    """An open page that reads its events."""
    async with client.session.get("/api/v1/events", timeout=aiohttp.ClientTimeout(total=None)) as stream:
        assert stream.status == 200

        async def read() -> None:
            with suppress(aiohttp.ClientError):
                async for _ in stream.content.iter_any():
                    pass

        task = asyncio.create_task(read())
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
