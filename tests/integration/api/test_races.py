"""Many at once: exactly as many stores as allowed, exactly one for a name, exactly one for a key (R11, R12)."""

import asyncio
from collections import Counter

from tests.integration.api.conftest import Start
from tests.integration.api.platform import ORDER
from tests.integration.api.player import Player


async def test_r11_a_hundred_orders_over_three_replicas_fill_the_quota_exactly(start: Start, player: Player) -> None:
    await player.rebuild()
    async with start() as one, start() as two, start() as three:
        replicas = (one, two, three)
        replies = await asyncio.gather(
            *(replicas[n % 3].api("ada", "POST", "/stores", json=ORDER | {"name": f"shop-{n}"}) for n in range(100))
        )
        assert Counter(reply.status for reply in replies) == {202: 10, 403: 90}
        assert (await one.api("ada", "GET", "/me")).json["quota"] == {"used": 10, "limit": 10}
        freed = next(reply.json for reply in replies if reply.status == 202)
        await player.show(freed["uid"], "Ready")
        await one.api("ada", "DELETE", f"/stores/{freed['name']}")
        assert (await two.api("ada", "POST", "/stores", json=ORDER)).problem == "quota-reached"
        await player.end(freed)
        again = await asyncio.gather(
            *(replicas[n % 3].api("ada", "POST", "/stores", json=ORDER | {"name": f"next-{n}"}) for n in range(20))
        )
        assert Counter(reply.status for reply in again) == {202: 1, 403: 19}


async def test_r12_one_name_is_given_once(start: Start, player: Player) -> None:
    await player.rebuild()
    async with start() as one, start() as two:
        replies = await asyncio.gather(
            *(replica.api(who, "POST", "/stores", json=ORDER) for who in ("ada", "bob") for replica in (one, two) * 25)
        )
        assert Counter(reply.status for reply in replies) == {202: 1, 409: 99}
        assert {reply.problem for reply in replies if reply.status == 409} == {"name-taken"}


async def test_r12_one_key_makes_one_store_and_everybody_gets_it(start: Start, player: Player) -> None:
    await player.rebuild()
    key = {"Idempotency-Key": "one-and-only"}
    async with start() as one, start() as two:
        replies = await asyncio.gather(
            *(replica.api("ada", "POST", "/stores", json=ORDER, headers=key) for replica in (one, two) * 50)
        )
        assert {reply.status for reply in replies} == {202}
        assert len({reply.json["uid"] for reply in replies}) == 1
        assert sum("Idempotency-Replayed" not in reply.headers for reply in replies) == 1
        other = await one.api("ada", "POST", "/stores", json=ORDER | {"plan": "large"}, headers=key)
        assert other.problem == "idempotency-key-reused"
