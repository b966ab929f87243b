"""A dry run: what an order would come to, everything that stands against it, and nothing stored."""

from typing import Any

import pytest

from services.api.planning.handlers import NO_UID
from tests.integration.api.conftest import Start
from tests.integration.api.platform import ORDER, Platform
from tests.integration.api.player import Player


async def plan(platform: Platform, who: str = "ada", **order: Any) -> Any:
    reply = await platform.api(who, "POST", "/plan", json=ORDER | order)
    assert reply.status == 200, reply.body
    return reply.json


def codes(answer: Any) -> list[tuple[str, str | None]]:
    return [(one["code"], one["field"]) for one in answer["refusals"]]


async def test_a_plan_shows_what_would_be_pinned_and_applied(platform: Platform) -> None:
    answer = await plan(platform, engine="medusa", plan="medium", options={"title": "Mugs"})
    store = answer["store"]
    assert (store["name"], store["owner"], store["plan"], store["url"]) == (
        "my-shop",
        "ada",
        "medium",
        "http://my-shop.localhost",
    )
    assert store["release"]["engine"] == "medusa"
    assert store["options"]["title"] == "Mugs"
    kinds = [one["kind"] for one in answer["manifests"]]
    assert kinds[:2] == ["Namespace", "RoleBinding"]
    assert {"ResourceQuota", "NetworkPolicy", "Secret", "StatefulSet", "Deployment", "Job", "Ingress"} <= set(kinds)
    assert {one["metadata"]["labels"]["storeyard.dev/uid"] for one in answer["manifests"]} == {NO_UID}
    assert answer["refusals"] == []


async def test_the_plan_is_what_the_order_then_pins(platform: Platform) -> None:
    planned, made = (await plan(platform))["store"], await platform.order()
    assert planned == {field: made[field] for field in planned}


async def test_every_value_of_a_planned_secret_has_the_same_mask(platform: Platform) -> None:
    answer = await plan(platform)
    values = [value for one in answer["manifests"] if one["kind"] == "Secret" for value in one["data"].values()]
    assert len(values) >= 5
    assert set(values) == {"•••"}


async def test_what_is_needed_is_what_the_quota_of_the_store_allows(platform: Platform) -> None:
    answer = await plan(platform)
    (quota,) = [one for one in answer["manifests"] if one["kind"] == "ResourceQuota"]
    hard = quota["spec"]["hard"]
    assert answer["needs"] == {
        "cpu": hard["requests.cpu"],
        "cpuLimit": hard["limits.cpu"],
        "memory": hard["requests.memory"],
        "storage": "4Gi",
        "pods": int(hard["pods"]),
    }


async def test_a_plan_stores_nothing(platform: Platform, player: Player) -> None:
    async def keys() -> set[bytes]:
        found = {key async for key in player.repository.redis.scan_iter(f"{player.repository.keys.prefix}:*")}
        return {key for key in found if b":limits" not in key}

    before = await keys()
    await plan(platform)
    assert await keys() == before
    assert (await platform.api("ada", "GET", "/stores/my-shop")).status == 404
    assert (await platform.api("ada", "GET", "/me")).json["quota"]["used"] == 0
    assert platform.audit() == []


WRONG = {"name": "My Shop", "engine": "shopify", "plan": "huge", "options": {"currency": "euro"}, "colour": "red"}
FAULTS = {
    ("bad-name", "name"),
    ("unknown-engine", "engine"),
    ("unknown-plan", "plan"),
    ("invalid-request", "options.currency"),
    ("unknown-field", "colour"),
}


async def test_everything_that_is_wrong_is_listed_at_once(platform: Platform) -> None:
    answer = await plan(platform, **WRONG)
    assert set(codes(answer)) == FAULTS
    assert len(answer["refusals"]) == len(FAULTS)
    assert (answer["store"], answer["manifests"], answer["needs"]) == (None, [], None)


async def test_an_order_is_refused_for_all_of_it_at_once_too(platform: Platform) -> None:
    reply = await platform.api("ada", "POST", "/stores", json=WRONG)
    assert reply.problem == "invalid-request"
    assert {fault["field"] for fault in reply.json["errors"]} == {field for _, field in FAULTS}
    assert platform.audit()[-1]["target"]["name"] == "My Shop"


@pytest.mark.parametrize("name", ["admin", "-", "a" * 90, ""])
async def test_a_name_has_one_fault_only(platform: Platform, name: str) -> None:
    assert codes(await plan(platform, name=name)) == [("bad-name", "name")]


async def test_a_taken_name_and_a_full_quota_are_told_beside_faults_of_fields(platform: Platform) -> None:
    await platform.order("bob")
    for number in range(10):
        await platform.order(name=f"shop-{number}")
    whole, broken = await plan(platform), await plan(platform, plan="huge")
    assert codes(whole) == [("name-taken", None), ("quota-reached", None)]
    assert whole["store"]["name"] == "my-shop"
    assert codes(broken) == [("unknown-plan", "plan"), ("name-taken", None), ("quota-reached", None)]
    assert codes(await plan(platform, "admin")) == [("name-taken", None)]


async def test_a_name_that_is_being_deleted_is_told_as_such(platform: Platform, player: Player) -> None:
    await player.show((await platform.order())["uid"], "Ready")
    await platform.api("ada", "DELETE", "/stores/my-shop")
    assert codes(await plan(platform)) == [("name-being-deleted", None)]


async def test_a_plan_refuses_for_the_reasons_that_the_order_meets(start: Start, player: Player) -> None:
    await player.rebuild()
    async with start(queue={"limit": 1}, limits={"stores_per_owner": 1}) as platform:
        await platform.order(name="other")
        for order in (ORDER, ORDER | {"name": "other"}, ORDER | {"name": "api"}):
            planned = codes(await plan(platform, **order))
            met = await platform.api("ada", "POST", "/stores", json=order)
            assert met.problem in [code for code, _ in planned]
        assert ("queue-too-long", None) in codes(await plan(platform))


async def test_a_plan_counts_as_a_read(platform: Platform) -> None:
    reply = await platform.api("ada", "POST", "/plan", json=ORDER)
    assert reply.headers["RateLimit-Policy"].startswith('"reads"')


@pytest.mark.parametrize("body", ["[]", "null", '"x"', "{}"])
async def test_what_is_no_order_is_a_refusal_too(platform: Platform, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    reply = await platform.api("ada", "POST", "/plan", data=body.encode(), headers=headers)
    assert reply.status == 200
    assert reply.json["refusals"]
