"""Every refusal has its own answer: provoked for real, and the table has none that nothing provokes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from services.api import asking
from services.api.events import handlers as events
from services.api.gate import endpoint
from services.api.operations.handlers import get_livez
from services.api.problems import Problems
from services.api.route import Access, Answer, Route
from services.api.stores import accepting
from tests.integration.api.conftest import Start
from tests.integration.api.platform import ORDER, TOKENS, Platform, Reply
from tests.integration.api.player import Player

Provoke = Callable[[Platform, Player], Awaitable[Reply]]
PROVOKED: dict[str, Provoke] = {}


def provokes(slug: str) -> Callable[[Provoke], Provoke]:
    def keep(how: Provoke) -> Provoke:
        PROVOKED[slug] = how
        return how

    return keep


async def post(platform: Platform, **more: Any) -> Reply:
    return await platform.api("ada", "POST", "/stores", **more)


@provokes("malformed-json")
async def _(platform: Platform, _player: Player) -> Reply:
    return await post(platform, data=b'{"name": ', headers={"Content-Type": "application/json"})


@provokes("bad-request")
async def _(platform: Platform, _player: Player) -> Reply:
    headers = {"Content-Type": "application/json", "Content-Encoding": "deflate"}
    return await post(platform, data=b"this was never deflated", headers=headers)


@provokes("not-signed-in")
async def _(platform: Platform, _player: Player) -> Reply:
    return await platform.api(None, "POST", "/stores", json=ORDER)


@provokes("foreign-origin")
async def _(platform: Platform, _player: Player) -> Reply:
    return await platform.api(None, "DELETE", "/session", headers={"Origin": "http://evil.test"})


@provokes("quota-reached")
async def _(platform: Platform, _player: Player) -> Reply:
    for number in range(10):
        await platform.order(name=f"shop-{number}")
    return await post(platform, json=ORDER)


@provokes("not-found")
async def _(platform: Platform, _player: Player) -> Reply:
    return await platform.api("ada", "GET", "/stores/no-shop")


@provokes("method-not-allowed")
async def _(platform: Platform, _player: Player) -> Reply:
    reply = await platform.api("ada", "PUT", "/stores/my-shop")
    assert reply.headers["Allow"] == "DELETE, GET, HEAD, PATCH"
    return reply


@provokes("name-taken")
async def _(platform: Platform, _player: Player) -> Reply:
    await platform.order("bob")
    return await post(platform, json=ORDER)


@provokes("name-being-deleted")
async def _(platform: Platform, player: Player) -> Reply:
    await player.show((await platform.order())["uid"], "Ready")
    await platform.api("ada", "DELETE", "/stores/my-shop")
    return await post(platform, json=ORDER)


@provokes("protected")
async def _(platform: Platform, player: Player) -> Reply:
    await player.show((await platform.order())["uid"], "Ready", spec={"protected": True})
    return await platform.api("ada", "DELETE", "/stores/my-shop")


@provokes("being-deleted")
async def _(platform: Platform, _player: Player) -> Reply:
    await platform.order()
    await platform.api("ada", "DELETE", "/stores/my-shop")
    return await platform.api("ada", "POST", "/stores/my-shop/retry")


@provokes("not-retryable")
async def _(platform: Platform, player: Player) -> Reply:
    await player.show((await platform.order())["uid"], "Ready")
    return await platform.api("ada", "POST", "/stores/my-shop/retry")


@provokes("conflict")
async def _(platform: Platform, player: Player) -> Reply:
    await player.show((await platform.order())["uid"], "Failed")
    both = [platform.api("ada", "POST", "/stores/my-shop/retry") for _ in range(8)]
    replies = await asyncio.gather(*both)
    assert sum(reply.status == 202 for reply in replies) == 1
    late = [reply for reply in replies if reply.status != 202]
    return next((reply for reply in late if reply.problem == "conflict"), late[0])


@provokes("not-shown")
async def _(platform: Platform, player: Player) -> Reply:
    uid = (await platform.order())["uid"]
    return await _asked(platform, player, uid, {"uid": uid, "error": {"code": "x", "message": "No namespace yet."}})


@provokes("cluster-away")
async def _(platform: Platform, player: Player) -> Reply:
    uid = (await platform.order())["uid"]
    away = {"code": "cluster-away", "message": "get Namespace: no whole answer"}
    return await _asked(platform, player, uid, {"uid": uid, "error": away})


@provokes("no-worker-answered")
async def _(platform: Platform, player: Player) -> Reply:
    uid = (await platform.order())["uid"]
    platform.context.asker.__dict__["timeout"] = 0.5
    known = {"username": "a", "password": "of-another-store", "email": "", "note": ""}
    reply = await _asked(platform, player, uid, {"uid": "of-another-store", "credentials": known})
    assert b"of-another-store" not in reply.body
    return reply


async def _asked(platform: Platform, player: Player, uid: str, content: dict[str, Any]) -> Reply:
    asking = asyncio.create_task(platform.api("ada", "POST", "/stores/my-shop/credentials"))
    while True:
        for job in await platform.jobs(uid):
            if job["kind"] == "ask":
                await player.reply(job, {"request_id": job["requestId"]} | content)
                return await asking
        await asyncio.sleep(0.01)


@provokes("replayed-store-gone")
async def _(platform: Platform, player: Player) -> Reply:
    key = {"Idempotency-Key": "7f3c"}
    store = (await post(platform, json=ORDER, headers=key)).json
    await player.end(store, "expired")
    return await post(platform, json=ORDER, headers=key)


@provokes("precondition-failed")
async def _(platform: Platform, player: Player) -> Reply:
    await player.show((await platform.order())["uid"], "Ready")
    return await platform.api("ada", "DELETE", "/stores/my-shop", headers={"If-Match": '"something-1"'})


@provokes("body-too-large")
async def _(platform: Platform, _player: Player) -> Reply:
    async def chunks() -> Any:
        for _ in range(20):
            yield b" " * 8192

    streamed = await post(platform, data=chunks(), headers={"Content-Type": "application/json"})
    assert streamed.problem == "body-too-large"
    return await post(platform, data=b" " * 70_000, headers={"Content-Type": "application/json"})


@provokes("unsupported-media-type")
async def _(platform: Platform, _player: Player) -> Reply:
    return await post(platform, data=ORDER)


@provokes("invalid-request")
async def _(platform: Platform, _player: Player) -> Reply:
    reply = await post(platform, json={"name": "-", "engine": "woocommerce", "options": {"currency": "euro"}, "x": 1})
    assert {fault["field"] for fault in reply.json["errors"]} == {"name", "options.currency", "x"}
    return reply


@provokes("bad-name")
async def _(platform: Platform, _player: Player) -> Reply:
    reserved = await post(platform, json=ORDER | {"name": "admin"})
    assert reserved.problem == "bad-name"
    assert "reserved" in reserved.json["errors"][0]["message"]
    return await post(platform, json=ORDER | {"name": "My Shop"})


@provokes("unknown-field")
async def _(platform: Platform, _player: Player) -> Reply:
    reply = await post(platform, json=ORDER | {"colour": "red"})
    assert [fault["field"] for fault in reply.json["errors"]] == ["colour"]
    return reply


@provokes("unknown-engine")
async def _(platform: Platform, _player: Player) -> Reply:
    reply = await post(platform, json=ORDER | {"engine": "shopify"})
    assert "woocommerce" in reply.json["errors"][0]["message"]
    return reply


@provokes("unknown-plan")
async def _(platform: Platform, _player: Player) -> Reply:
    return await post(platform, json=ORDER | {"plan": "huge"})


@provokes("idempotency-key-reused")
async def _(platform: Platform, _player: Player) -> Reply:
    key = {"Idempotency-Key": "7f3c"}
    await post(platform, json=ORDER, headers=key)
    return await post(platform, json=ORDER | {"plan": "large"}, headers=key)


@provokes("too-many-streams")
async def _(platform: Platform, _player: Player) -> Reply:
    headers = {"Authorization": f"Bearer {TOKENS['ada']}"}
    url = f"{platform.url}/api/v1/events"
    streams = [await platform.http.get(url, headers=headers) for _ in range(events.STREAMS_MAX)]
    reply = await platform.api("ada", "GET", "/events")
    assert (await platform.api("bob", "GET", "/me")).status == 200
    for stream in streams:
        stream.close()
    return reply


@provokes("too-many-questions")
async def _(platform: Platform, player: Player) -> Reply:
    await player.show((await platform.order())["uid"], "Ready")
    platform.context.asker.__dict__["timeout"] = 0.5
    path = "/stores/my-shop/manifests"
    replies = await asyncio.gather(*(platform.api("ada", "GET", path) for _ in range(asking.AT_ONCE + 1)))
    (refused,) = [reply for reply in replies if reply.problem != "no-worker-answered"]
    assert (await platform.api("ada", "GET", path)).problem == "no-worker-answered"
    return refused


@provokes("state-being-rebuilt")
async def _(platform: Platform, player: Player) -> Reply:
    await player.forget()
    for path in ("/stores", "/stores/my-shop", "/me", "/receipts/0"):
        assert (await platform.api("ada", "GET", path)).problem == "state-being-rebuilt"
    return await post(platform, json=ORDER)


@pytest.mark.parametrize("slug", PROVOKED)
async def test_a_refusal_has_its_own_answer(platform: Platform, player: Player, slug: str) -> None:
    reply = await PROVOKED[slug](platform, player)
    assert reply.problem == slug
    kind = next(kind for kind in Problems if kind.slug == slug)
    assert (reply.status, reply.json["title"]) == (kind.status, kind.title)
    assert ("errors" in reply.json) == (reply.status == 422 and slug != "idempotency-key-reused")
    assert reply.headers["Cache-Control"] == "no-store"
    if reply.status in (429, 503):
        assert int(reply.headers["Retry-After"]) >= 1


def test_every_problem_of_the_table_is_provoked_somewhere() -> None:
    elsewhere = {"rate-limited", "queue-too-long", "state-unavailable", "internal-error", "forbidden"}
    elsewhere |= {"range-not-satisfiable"}
    assert {kind.slug for kind in Problems} == set(PROVOKED) | elsewhere


async def test_r27_a_lane_that_is_too_long_is_a_503_and_reserves_nothing(start: Start, player: Player) -> None:
    await player.rebuild()
    async with start(queue={"limit": 2}) as platform:
        for number in range(2):
            await platform.order(name=f"shop-{number}")
        reply = await post(platform, json=ORDER)
        assert reply.problem == "queue-too-long"
        assert int(reply.headers["Retry-After"]) >= 1
        assert (await platform.api("ada", "GET", "/stores/my-shop")).status == 404
        assert (await platform.api("ada", "DELETE", "/stores/shop-1")).status == 202


async def test_without_redis_everything_that_needs_it_is_a_503_and_the_process_lives(start: Start) -> None:
    async with start("unix:///nowhere/v.sock") as platform:
        for method, path, body in [("GET", "/stores", None), ("POST", "/stores", ORDER), ("GET", "/me", None)]:
            reply = await platform.api("ada", method, path, json=body)
            assert reply.problem == "state-unavailable"
            assert int(reply.headers["Retry-After"]) >= 1
        assert (await platform.api("ada", "GET", "/engines")).status == 200
        assert (await platform.api(None, "GET", "/stores")).problem == "not-signed-in"
        assert (await platform.call(None, "GET", "/livez")).status == 200
        assert (await platform.call(None, "GET", "/readyz")).status == 503


async def test_r31_what_nobody_foresaw_is_a_500_without_a_trace(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        message = "a secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr(accepting, "store_view", fail)
    reply = await post(platform, json=ORDER)
    assert reply.problem == "internal-error"
    assert b"secret detail" not in reply.body
    assert platform.audit()[-1]["outcome"] == "failed"


async def test_a_route_for_administrators_refuses_owners(platform: Platform) -> None:
    route = Route("GET", "/api/v1/admins", get_livez, Access.ADMIN, "Test", "Only here", (Answer(200),))
    platform.app.router._frozen = False
    platform.app.router.add_route("GET", "/api/v1/admins", endpoint(route))
    assert (await platform.api("ada", "GET", "/admins")).problem == "forbidden"
    assert (await platform.api("admin", "GET", "/admins")).status == 200
    assert (await platform.api(None, "GET", "/admins")).problem == "not-signed-in"


@pytest.mark.parametrize(
    "query",
    ["cursor=!", "cursor=YWJj", "cursor=%00", "cursor=___", "limit=0", "limit=201", "limit=x", "phase=Gone", "page=2"],
)
async def test_a_query_that_cannot_be_meant_is_a_422_at_its_field(platform: Platform, query: str) -> None:
    reply = await platform.api("ada", "GET", f"/stores?{query}")
    assert reply.status == 422
    assert [fault["field"] for fault in reply.json["errors"]] == [query.partition("=")[0]]


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "null",
        '"x"',
        "{}",
        "1e999",
        '{"name": "\\ud800"}',
        "[" * 10_000,
        '{"name": NaN}',
        "\ufeff{}",
        '{"name": 1, "engine": []}',
    ],
)
async def test_a_body_that_is_no_order_is_the_clients_mistake(platform: Platform, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    reply = await post(platform, data=body.encode(), headers=headers)
    assert reply.status in (400, 422)
    assert reply.problem


@pytest.mark.parametrize("name", ["", "a" * 256, "k\u00e4se", "tab\there"])
async def test_an_idempotency_key_has_a_sane_form(platform: Platform, name: str) -> None:
    reply = await post(platform, json=ORDER, headers={"Idempotency-Key": name})
    assert reply.problem == "invalid-request"
    assert reply.json["errors"][0]["field"] == "Idempotency-Key"


async def test_names_that_the_platform_needs_itself_are_reserved(start: Start, player: Player) -> None:
    await player.rebuild()
    groups = {"api": {"public_url": "http://yard.localhost:8080"}, "stores": {"reserved_names": ["blog"]}}
    async with start(**groups) as platform:
        for name in ("yard", "blog", "www"):
            assert (await post(platform, json=ORDER | {"name": name})).problem == "bad-name"
