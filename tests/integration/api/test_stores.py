"""Stores from order to receipt, as a client sees them."""

from datetime import datetime
from typing import Any

import pytest

from tests.integration.api.conftest import Start
from tests.integration.api.platform import ORDER, Platform
from tests.integration.api.player import Player

FIELDS = {
    *("name", "uid", "engine", "release", "plan", "owner", "phase", "protected", "url", "adminUrl", "createdAt"),
    *("readyAt", "verifiedAt", "generation", "options", "conditions", "timeline", "progress", "intent", "failure"),
    "receipt",
}


async def test_an_order_is_accepted_whole_and_its_job_waits_for_a_worker(platform: Platform) -> None:
    reply = await platform.api("ada", "POST", "/stores", json=ORDER)
    store = reply.json
    assert reply.status == 202
    assert reply.headers["Location"] == "/api/v1/stores/my-shop"
    assert set(store) == FIELDS
    assert (store["phase"], store["owner"], store["plan"]) == ("Queued", "ada", "small")
    assert store["url"] == "http://my-shop.localhost"
    assert store["intent"]["kind"] == "create"
    assert store["receipt"] == f"/api/v1/receipts/{store['uid']}"
    assert datetime.fromisoformat(store["createdAt"]).utcoffset() is not None
    (job,) = await platform.jobs(store["uid"])
    assert (job["kind"], job["attempt"], job["generation"]) == ("provision", 1, 1)
    assert job["requestId"] == reply.headers["X-Request-Id"]


async def test_what_was_ordered_is_pinned_and_shown(platform: Platform) -> None:
    options = {"title": "Ada’s mugs", "adminEmail": "ada@shop.test", "currency": "CHF", "country": "CH"}
    store = await platform.order(engine="medusa", plan="medium", options=options | {"sampleData": False})
    assert store["options"] == options | {"sampleData": False}
    assert (store["engine"], store["plan"], store["release"]["engine"]) == ("medusa", "medium", "medusa")


async def test_a_store_is_read_as_the_cluster_shows_it(platform: Platform, player: Player) -> None:
    ordered = await platform.order()
    await player.show(ordered["uid"], "Failed")
    reply = await platform.api("ada", "GET", "/stores/my-shop")
    assert reply.json["phase"] == "Failed"
    assert reply.json["intent"] is None
    assert reply.json["failure"] == {
        "code": "image-not-found",
        "cause": "The image cannot be pulled.",
        "evidence": "Failed: manifest unknown",
        "fix": "Check the image's name.",
        "docs": "docs/diagnosis/image-not-found.md",
    }
    assert reply.json["conditions"][0]["lastTransitionTime"] == "2027-01-15T08:00:00Z"
    assert reply.headers["ETag"] == f'"{ordered["uid"]}-1"'


async def test_pages_follow_each_other_without_a_gap_or_an_empty_last_one(platform: Platform) -> None:
    names = [f"shop-{number}" for number in range(7)]
    for name in names:
        await platform.order("admin", name=name)
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = (await platform.api("admin", "GET", f"/stores?limit=3&cursor={cursor}")).json
        assert page["items"]
        seen += [store["name"] for store in page["items"]]
        cursor, pages = page["nextCursor"], pages + 1
    assert seen == names
    assert pages == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("phase=Ready", ["one"]),
        ("phase=Queued", ["three", "two"]),
        ("engine=medusa", ["three", "two"]),
        ("engine=medusa&q=TW", ["two"]),
        ("q=Mugs", ["one"]),
        ("q=nothing", []),
        ("phase=Queued&limit=1", ["three"]),
    ],
)
async def test_a_list_is_filtered(platform: Platform, player: Player, query: str, expected: list[str]) -> None:
    one = await platform.order(name="one", options={"title": "Ada's mugs"})
    for name in ("two", "three"):
        await platform.order(name=name, engine="medusa")
    await player.show(one["uid"], "Ready")
    page = (await platform.api("ada", "GET", f"/stores?{query}")).json
    assert [store["name"] for store in page["items"]] == expected


async def test_a_deletion_is_accepted_with_the_way_to_its_receipt(platform: Platform, player: Player) -> None:
    ordered = await platform.order()
    await player.show(ordered["uid"], "Ready")
    reply = await platform.api("ada", "DELETE", "/stores/my-shop")
    assert reply.status == 202
    assert reply.headers["Location"] == ordered["receipt"]
    assert reply.json["phase"] == "Deleting"
    assert [job["kind"] for job in await platform.jobs(ordered["uid"])] == ["provision", "delete"]


async def test_a_second_delete_is_accepted_and_changes_nothing(platform: Platform, player: Player) -> None:
    ordered = await platform.order()
    await player.show(ordered["uid"], "Ready")
    first = (await platform.api("ada", "DELETE", "/stores/my-shop")).json
    second = await platform.api("ada", "DELETE", "/stores/my-shop")
    assert second.status == 202
    assert second.json["intent"] == first["intent"]
    assert len(await platform.jobs(ordered["uid"])) == 2


async def test_a_store_deleted_before_it_had_a_namespace_is_still_shown(platform: Platform) -> None:
    ordered = await platform.order()
    await platform.api("ada", "DELETE", "/stores/my-shop")
    store = (await platform.api("ada", "GET", "/stores/my-shop")).json
    assert (store["uid"], store["owner"], store["phase"]) == (ordered["uid"], "ada", "Deleting")
    assert len((await platform.api("ada", "GET", "/stores")).json["items"]) == 1


async def test_a_receipt_tells_the_whole_way(platform: Platform, player: Player) -> None:
    ordered = await platform.order()
    path = ordered["receipt"].removeprefix("/api/v1")
    await player.show(ordered["uid"], "Ready")
    assert (await platform.api("ada", "GET", path)).json["state"] == "active"
    await platform.api("ada", "DELETE", "/stores/my-shop")
    await player.show(ordered["uid"], "Deleting", terminating=True, blockers=("finalizer example.test/hold",))
    going = (await platform.api("ada", "GET", path)).json
    assert (going["state"], going["blockers"]) == ("deleting", ["finalizer example.test/hold"])
    assert going["askedAt"]
    await player.end(ordered)
    done = (await platform.api("ada", "GET", path)).json
    assert (done["state"], done["removed"], done["seconds"]) == ("done", ["2 volumes"], 12.5)
    assert (await platform.api("ada", "GET", "/stores/my-shop")).status == 404
    assert (await platform.api("ada", "DELETE", "/stores/my-shop")).status == 404


@pytest.mark.parametrize("cause", ["taken", "expired"])
async def test_a_receipt_tells_why_an_order_came_to_nothing(platform: Platform, player: Player, cause: str) -> None:
    ordered = await platform.order()
    await player.end(ordered, cause)
    assert (await platform.api("ada", "GET", f"/receipts/{ordered['uid']}")).json["state"] == cause


async def test_a_freed_name_and_a_freed_place_can_be_used_again(platform: Platform, player: Player) -> None:
    first = await platform.order()
    await player.show(first["uid"], "Ready")
    await platform.api("ada", "DELETE", "/stores/my-shop")
    await player.end(first)
    assert (await platform.api("ada", "GET", "/me")).json["quota"]["used"] == 0
    assert (await platform.order())["uid"] != first["uid"]


@pytest.mark.parametrize("phase", ["Failed", "Degraded"])
async def test_a_retry_is_the_next_attempt(platform: Platform, player: Player, phase: str) -> None:
    ordered = await platform.order()
    await player.show(ordered["uid"], phase)
    reply = await platform.api("ada", "POST", "/stores/my-shop/retry")
    assert reply.status == 202
    assert (reply.json["phase"], reply.json["intent"]["kind"]) == ("Queued", "retry")
    assert [job["attempt"] for job in await platform.jobs(ordered["uid"])] == [1, 2]


async def test_the_same_key_with_the_same_order_gives_the_same_store(platform: Platform) -> None:
    key = {"Idempotency-Key": "7f3c"}
    first = await platform.api("ada", "POST", "/stores", json=ORDER, headers=key)
    again = await platform.api("ada", "POST", "/stores", json=ORDER | {"plan": "small"}, headers=key)
    assert (first.status, again.status) == (202, 202)
    assert again.json["uid"] == first.json["uid"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_keys_belong_to_their_owner(platform: Platform) -> None:
    key = {"Idempotency-Key": "7f3c"}
    await platform.api("ada", "POST", "/stores", json=ORDER, headers=key)
    other = await platform.api("bob", "POST", "/stores", json=ORDER | {"name": "bobs"}, headers=key)
    assert other.status == 202
    assert other.json["owner"] == "bob"


async def test_an_order_stands_although_it_could_not_be_enqueued(platform: Platform, player: Player) -> None:
    await player.repository.redis.set(f"{player.repository.keys.queue('provision')}", "not a queue")
    platform.context.queue.redis.zcard = _nothing_waits  # type: ignore[method-assign]
    store = await platform.order()
    assert (await platform.api("ada", "GET", "/stores/my-shop")).json["uid"] == store["uid"]
    assert await player.repository.stores.intent(store["uid"]) is not None


async def _nothing_waits(_key: str) -> int:
    return 0


async def test_settings_of_the_platform_reach_the_address(start: Start, player: Player) -> None:
    await player.rebuild()
    stores: dict[str, Any] = {"base_domain": "shops.test", "scheme": "https", "port": 8443}
    async with start(stores=stores) as platform:
        assert (await platform.order())["url"] == "https://my-shop.shops.test:8443"
        me = (await platform.api("ada", "GET", "/me")).json
        assert me["platform"] == {"baseDomain": "shops.test", "scheme": "https", "port": 8443, "version": "0.1.0"}


async def test_me_tells_role_quota_and_whether_the_cluster_is_simulated(platform: Platform, player: Player) -> None:
    await platform.order()
    ada, admin = [(await platform.api(who, "GET", "/me")).json for who in ("ada", "admin")]
    assert (ada["id"], ada["role"], ada["quota"]) == ("ada", "owner", {"used": 1, "limit": 10})
    assert admin["quota"] == {"used": 0, "limit": None}
    assert ada["simulated"] is True
    await player.rebuild("v1.36.3")
    assert (await platform.api("ada", "GET", "/me")).json["simulated"] is False


async def test_the_catalogue_lists_what_can_be_ordered(platform: Platform) -> None:
    engines = (await platform.api("ada", "GET", "/engines")).json["items"]
    plans = (await platform.api("ada", "GET", "/plans")).json["items"]
    assert [engine["id"] for engine in engines] == ["woocommerce", "medusa"]
    assert all(set(engine) == {"id", "title", "summary", "features", "version"} for engine in engines)
    assert [plan["name"] for plan in plans] == ["small", "medium", "large"]
    assert "databaseStorage" in plans[0]
