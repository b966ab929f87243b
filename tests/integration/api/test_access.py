"""Who may do what (R13), and when somebody may no longer (R32). The route table itself is walked."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.api.route import STREAM, Access, Route
from services.api.routes import ROUTES
from tests.integration.api.platform import ORDER, TOKENS, Platform, Reply
from tests.integration.api.player import Player

BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/api/v1/stores"): ORDER | {"name": "another"},
    ("PATCH", "/api/v1/stores/{name}"): {"plan": "large"},
    ("POST", "/api/v1/plan"): ORDER | {"name": "another"},
    ("POST", "/api/v1/session"): {"token": TOKENS["ada"]},
}
"""What a route is sent so that it is carried out; one that takes a body and is not here fails the test below."""
QUERIES = {"/api/v1/stores/{name}/logs": "?component=web"}
ANSWERS: dict[str, Any] = {
    "credentials": {"username": "ada", "password": "p4ss", "email": "ada@shop.test", "note": ""},
    "manifests": {"items": [], "note": ""},
    "logs": {"component": "web", "lines": [], "next": "e30", "note": ""},
}
"""What a worker says to each question; a new one needs its answer here."""
OF_A_STORE = [route for route in ROUTES if "{" in route.path]
GARBAGE: tuple[Any, ...] = ({}, [], {"name": "my-shop"}, {"protected": "perhaps"})


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_r13_a_body_is_known_for_each_route_that_takes_one() -> None:
    assert {(route.method, route.path) for route in ROUTES if route.body} == set(BODIES)


def test_r13_whatever_belongs_to_a_store_asks_who_is_calling() -> None:
    assert [route.path for route in ROUTES if "{" in route.path and route.access is Access.ANYONE] == []
    assert {path for route in ROUTES for path in _places(route)} <= {"name", "uid"}


def _places(route: Route) -> list[str]:
    return [part.strip("{}") for part in route.path.split("/") if part.startswith("{")]


async def call(platform: Platform, who: str | None, route: Route, body: Any = None, **places: str) -> Reply:
    path = route.path.format(**places) + QUERIES.get(route.path, "")
    if any(answer.content_type == STREAM for answer in route.answers):
        headers = {"Authorization": f"Bearer {TOKENS[who]}"} if who else {}
        async with platform.http.request(route.method, platform.url + path, headers=headers) as answer:
            return Reply(answer.status, answer.headers.copy(), b"" if answer.status == 200 else await answer.read())
    sent = body if body is not None else BODIES.get((route.method, route.path))
    return await platform.call(who, route.method, path, **({} if sent is None else {"json": sent}))


@contextlib.asynccontextmanager
async def answering(platform: Platform, player: Player, uid: str) -> AsyncIterator[None]:
    """A worker that answers every question about that store."""

    stop = asyncio.Event()

    async def work() -> None:
        answered: set[str] = set()
        while not stop.is_set():
            for job in await platform.jobs(uid):
                if job["kind"] == "ask" and job["requestId"] not in answered:
                    answered.add(job["requestId"])
                    says = {job["question"]: ANSWERS[job["question"]]}
                    await player.reply(job, {"uid": uid, "request_id": job["requestId"]} | says)
            await asyncio.sleep(0.01)

    task = asyncio.create_task(work())
    yield
    stop.set()
    await task


def expected(route: Route, who: str | None) -> set[int]:
    """From the table alone."""
    succeeds = {answer.status for answer in route.answers}
    if route.access is Access.ANYONE:
        return succeeds
    if who is None:
        return {401}
    if route.access is Access.ADMIN and who != "admin":
        return {403}
    if "{" in route.path and who == "bob":
        return {404}
    return succeeds


@pytest.mark.parametrize("who", ["ada", "bob", "admin", None])
@pytest.mark.parametrize("route", ROUTES, ids=named)
async def test_r13_each_route_lets_in_whom_it_should(
    platform: Platform, player: Player, route: Route, who: str | None
) -> None:
    store = await platform.order()
    await player.show(store["uid"], "Failed")
    async with answering(platform, player, store["uid"]):
        reply = await call(platform, who, route, name="my-shop", uid=store["uid"])
    assert reply.status in expected(route, who), reply.body


@pytest.mark.parametrize("route", OF_A_STORE, ids=named)
async def test_r13_a_foreign_store_looks_exactly_like_a_missing_one(platform: Platform, route: Route) -> None:
    store = await platform.order()
    foreign = await call(platform, "bob", route, name="my-shop", uid=store["uid"])
    missing = await call(platform, "bob", route, name="no-shop", uid="0" * 32)
    assert foreign.problem == missing.problem == "not-found"
    assert_same(foreign, missing)


@pytest.mark.parametrize("route", [route for route in OF_A_STORE if route.body], ids=named)
async def test_r13_a_wrong_body_does_not_tell_them_apart_either(platform: Platform, route: Route) -> None:
    store = await platform.order()
    for body in GARBAGE:
        foreign = await call(platform, "bob", route, body, name="my-shop", uid=store["uid"])
        missing = await call(platform, "bob", route, body, name="no-shop", uid="0" * 32)
        assert 400 <= foreign.status < 500
        assert_same(foreign, missing)


def assert_same(foreign: Reply, missing: Reply) -> None:
    assert foreign.status == missing.status
    assert without_id(foreign) == without_id(missing)
    assert set(foreign.headers) == set(missing.headers)


def without_id(reply: Reply) -> dict[str, Any]:
    return {key: value for key, value in reply.json.items() if key != "requestId"}


async def test_r13_a_list_holds_only_what_is_ones_own_unless_one_is_admin(platform: Platform) -> None:
    for who in ("ada", "bob"):
        await platform.order(who, name=f"shop-of-{who}")
    seen = {
        who: [store["owner"] for store in (await platform.api(who, "GET", "/stores")).json["items"]]
        for who in ("ada", "bob", "admin")
    }
    assert seen == {"ada": ["ada"], "bob": ["bob"], "admin": ["ada", "bob"]}


async def test_r32_a_removed_principal_is_out_at_once_and_a_new_one_is_in(platform: Platform) -> None:
    platform.write_principals("admin", "ada")
    assert (await platform.api("bob", "GET", "/me")).status == 401
    platform.write_principals("bob")
    assert (await platform.api("bob", "GET", "/me")).status == 200
    assert (await platform.api("ada", "GET", "/me")).status == 401


async def test_r32_a_broken_principals_file_signs_nobody_out(platform: Platform) -> None:
    (platform.folder / "principals.json").write_text('[{"id": "ad')
    assert (await platform.api("ada", "GET", "/me")).status == 200
    (platform.folder / "principals.json").unlink()
    assert (await platform.api("ada", "GET", "/me")).status == 200


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer", "Basic YWRhOmFkYQ==", "", "Bearer \udcff".encode("utf-8", "replace").decode()]
)
async def test_a_wrong_authorization_is_a_401_that_says_how(platform: Platform, header: str) -> None:
    reply = await platform.api(None, "GET", "/stores", headers={"Authorization": header})
    assert reply.problem == "not-signed-in"
    assert reply.headers["WWW-Authenticate"].startswith('Bearer realm="storeyard"')


async def test_r32_a_revoked_principal_loses_the_open_stream(platform: Platform) -> None:
    headers = {"Authorization": f"Bearer {TOKENS['bob']}"}
    async with platform.http.get(f"{platform.url}/api/v1/events", headers=headers) as stream:
        assert stream.status == 200
        platform.write_principals("ada")
        async with asyncio.timeout(5):
            assert b"event:" not in await stream.read()
