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


async def test_r12_a_key_is_taken_in_one_step_so_its_first_request_is_never_seen_half_done(
    start: Start, player: Player
) -> None:
    """Draft-07 asks for 409 while the first request is in progress; here it has not begun or it is accepted."""
    await player.rebuild()
    async with start() as one, start() as two:
        for number in range(20):
            key, name = {"Idempotency-Key": f"key-{number}"}, f"shop-{number}"
            bodies = [{"name": name, "plan": plan} for plan in ("small", "large")]
            replies = await asyncio.gather(
                *(
                    replica.api("admin", "POST", "/stores", json=ORDER | body, headers=key)
                    for replica, body in zip((one, two) * 5, bodies * 5, strict=True)
                )
            )
            assert Counter(reply.status for reply in replies) == {202: 5, 422: 5}
            assert {reply.problem for reply in replies if reply.status == 422} == {"idempotency-key-reused"}
            assert len({reply.json["uid"] for reply in replies if reply.status == 202}) == 1


async def test_r12_a_key_that_was_refused_may_be_used_again(start: Start, player: Player) -> None:
    await player.rebuild()
    key = {"Idempotency-Key": "again"}
    async with start() as one, start() as two:
        await one.order("bob")
        assert (await one.api("ada", "POST", "/stores", json=ORDER, headers=key)).problem == "name-taken"
        other = ORDER | {"name": "other"}
        assert (await two.api("ada", "POST", "/stores", json=other, headers=key)).status == 202


async def test_r12_a_key_is_its_owners(start: Start, player: Player) -> None:
    await player.rebuild()
    key = {"Idempotency-Key": "1"}
    async with start() as one, start() as two:
        for who, replica in (("ada", one), ("bob", two)):
            reply = await replica.api(who, "POST", "/stores", json=ORDER | {"name": f"of-{who}"}, headers=key)
            assert (reply.status, "Idempotency-Replayed" in reply.headers) == (202, False)


async def test_r12_a_key_still_leads_to_its_store_when_redis_lost_everything(start: Start, player: Player) -> None:
    await player.rebuild()
    key = {"Idempotency-Key": "outlives"}
    async with start() as one, start() as two:
        first = (await one.api("ada", "POST", "/stores", json=ORDER, headers=key)).json
        shown = await player.show(first["uid"], "Ready")
        assert shown.namespace is not None
        await player.forget()
        await player.rebuild()
        await player.repository.stores.publish_namespace(player.epoch, shown.namespace)
        again = await two.api("ada", "POST", "/stores", json=ORDER, headers=key)
        assert (again.status, again.json["uid"]) == (202, first["uid"])
        assert again.headers["Idempotency-Replayed"] == "true"
        other = await two.api("ada", "POST", "/stores", json=ORDER | {"plan": "large"}, headers=key)
        assert other.problem == "idempotency-key-reused"
        keys = player.repository.keys
        kept = [name async for name in player.repository.redis.scan_iter(keys.idempotency("ada", "*"))]
        assert 0 < await player.repository.redis.ttl(kept[0]) <= 24 * 3600


async def test_r12_a_key_that_is_over_a_day_old_is_not_restored(start: Start, player: Player) -> None:
    await player.rebuild()
    key = {"Idempotency-Key": "too-old"}
    async with start() as one:
        first = (await one.api("ada", "POST", "/stores", json=ORDER, headers=key)).json
        shown = await player.show(first["uid"], "Ready", spec={"created_at": 1_000_000_000.0})
        assert shown.namespace is not None
        await player.forget()
        await player.rebuild()
        await player.repository.stores.publish_namespace(player.epoch, shown.namespace)
        assert (await one.api("ada", "POST", "/stores", json=ORDER, headers=key)).problem == "name-taken"
