"""R11: the quota is exact over replicas, whichever of them dies between the reservation and the answer."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from tests.failures.lab import experiment
from tests.failures.points import Failpoint
from tests.stack import Client
from tests.waiting import until

pytestmark = pytest.mark.timeout(180)
REPLICAS = ("api", "api-2", "api-3")
KEY = {"Idempotency-Key": "the-order-without-an-answer"}


async def post(client: Client, name: str, **headers: str) -> tuple[int, dict[str, Any]]:
    order = {"name": name, "engine": "woocommerce"}
    async with client.session.post("/api/v1/stores", json=order, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_r11_exactly_ten_are_accepted_although_a_replica_dies_with_a_reservation() -> None:
    died = "after reserve"
    async with (
        experiment(owned=10, failpoints=lambda folder: [Failpoint.at(died, folder)]) as lab,
        AsyncExitStack() as on,
    ):
        for name in REPLICAS[1:]:
            lab.stack.start("api", name)
        bobs = [await on.enter_async_context(lab.stack.client("bob", name)) for name in REPLICAS]
        with pytest.raises(aiohttp.ClientError):
            await post(bobs[1], "unanswered", **KEY)
        await until(lambda: not lab.stack.processes["api-2"].is_alive, "the replica is dead")
        lab.stack.start("api", "api-2")
        bobs[1] = await on.enter_async_context(lab.stack.client("bob", "api-2"))

        replies = await asyncio.gather(*(post(bobs[n % 3], f"shop-{n}") for n in range(100)))
        assert Counter(status for status, _ in replies) == {202: 9, 403: 91}
        for bob in bobs:
            assert (await bob.call("GET", "/me"))[1]["quota"] == {"used": 10, "limit": 10}
        status, again = await post(bobs[2], "unanswered", **KEY)
        assert status == 202, "the same order under the same key is the one that was reserved"
        names = [store["name"] for status, store in replies if status == 202] + ["unanswered"]
        await lab.all_ready(names)
        assert (await lab.store("unanswered"))["uid"] == again["uid"]

        await bobs[0].delete("unanswered", again["uid"])
        replies = await asyncio.gather(*(post(bobs[n % 3], f"next-{n}") for n in range(30)))
        assert Counter(status for status, _ in replies) == {202: 1, 403: 29}
