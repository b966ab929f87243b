"""Who may do what (R13), and when somebody may no longer (R32)."""

import asyncio
from typing import Any

import pytest

from services.api.route import Access
from services.api.routes import ROUTES
from tests.integration.api.platform import ORDER, TOKENS, Platform, Reply
from tests.integration.api.player import Player

BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/api/v1/stores"): ORDER | {"name": "another"},
    ("POST", "/api/v1/session"): {"token": TOKENS["ada"]},
}
OPEN = ["/livez", "/readyz", "/metrics", "/openapi.json", "/docs"]
MATRIX = {
    "POST /api/v1/stores": {"ada": 202, "bob": 202, "admin": 202, None: 401},
    "GET /api/v1/stores": {"ada": 200, "bob": 200, "admin": 200, None: 401},
    "GET /api/v1/stores/{name}": {"ada": 200, "bob": 404, "admin": 200, None: 401},
    "DELETE /api/v1/stores/{name}": {"ada": 202, "bob": 404, "admin": 202, None: 401},
    "POST /api/v1/stores/{name}/retry": {"ada": 202, "bob": 404, "admin": 202, None: 401},
    "POST /api/v1/stores/{name}/credentials": {"ada": 200, "bob": 404, "admin": 200, None: 401},
    "GET /api/v1/receipts/{uid}": {"ada": 200, "bob": 404, "admin": 200, None: 401},
    "GET /api/v1/events": {"ada": 200, "bob": 200, "admin": 200, None: 401},
    "GET /api/v1/engines": {"ada": 200, "bob": 200, "admin": 200, None: 401},
    "GET /api/v1/plans": {"ada": 200, "bob": 200, "admin": 200, None: 401},
    "GET /api/v1/me": {"ada": 200, "bob": 200, "admin": 200, None: 401},
    "POST /api/v1/session": {"ada": 204, "bob": 204, "admin": 204, None: 204},
    "DELETE /api/v1/session": {"ada": 204, "bob": 204, "admin": 204, None: 204},
    **{f"GET {path}": {"ada": 200, "bob": 200, "admin": 200, None: 200} for path in OPEN},
}


def test_the_matrix_names_every_route() -> None:
    assert set(MATRIX) == {f"{route.method} {route.path}" for route in ROUTES}
    signed = {f"{route.method} {route.path}" for route in ROUTES if route.access is not Access.ANYONE}
    assert signed == {route for route, row in MATRIX.items() if row[None] == 401}


async def call(platform: Platform, who: str | None, method: str, path: str) -> Reply:
    if path.endswith("/events"):
        headers = {"Authorization": f"Bearer {TOKENS[who]}"} if who else {}
        async with platform.http.get(platform.url + path, headers=headers) as answer:
            return Reply(answer.status, answer.headers.copy(), b"" if answer.status == 200 else await answer.read())
    body = BODIES.get((method, path))
    return await platform.call(who, method, path, **({"json": body} if body else {}))


async def answering(platform: Platform, player: Player, uid: str, stop: asyncio.Event) -> None:
    """A worker that answers every question about that store."""
    answered: set[str] = set()
    while not stop.is_set():
        for job in await platform.jobs(uid):
            if job["kind"] == "ask" and job["requestId"] not in answered:
                answered.add(job["requestId"])
                known = {"username": "ada", "password": "p4ss", "email": "ada@shop.test", "note": ""}
                await player.reply(job, {"uid": uid, "request_id": job["requestId"], "credentials": known})
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("who", ["ada", "bob", "admin", None])
@pytest.mark.parametrize("route", MATRIX)
async def test_each_route_lets_in_whom_it_should(
    platform: Platform, player: Player, route: str, who: str | None
) -> None:
    method, path = route.split(" ")
    store = await platform.order()
    await player.show(store["uid"], "Failed")
    stop = asyncio.Event()
    worker = asyncio.create_task(answering(platform, player, store["uid"], stop))
    reply = await call(platform, who, method, path.format(name="my-shop", uid=store["uid"]))
    stop.set()
    await worker
    assert reply.status == MATRIX[route][who], reply.body


@pytest.mark.parametrize("route", [route for route, row in MATRIX.items() if row["bob"] == 404])
async def test_a_foreign_store_looks_exactly_like_a_missing_one(platform: Platform, route: str) -> None:
    method, path = route.split(" ")
    store = await platform.order()
    foreign = await call(platform, "bob", method, path.format(name="my-shop", uid=store["uid"]))
    missing = await call(platform, "bob", method, path.format(name="no-shop", uid="0" * 32))
    assert foreign.problem == missing.problem == "not-found"
    assert without_id(foreign) == without_id(missing)
    assert set(foreign.headers) == set(missing.headers)


def without_id(reply: Reply) -> dict[str, Any]:
    return {key: value for key, value in reply.json.items() if key != "requestId"}


async def test_a_list_holds_only_what_is_ones_own_unless_one_is_admin(platform: Platform) -> None:
    for who in ("ada", "bob"):
        await platform.order(who, name=f"shop-of-{who}")
    seen = {
        who: [store["owner"] for store in (await platform.api(who, "GET", "/stores")).json["items"]]
        for who in ("ada", "bob", "admin")
    }
    assert seen == {"ada": ["ada"], "bob": ["bob"], "admin": ["ada", "bob"]}


async def test_a_removed_principal_is_out_at_once_and_a_new_one_is_in(platform: Platform) -> None:
    platform.write_principals("admin", "ada")
    assert (await platform.api("bob", "GET", "/me")).status == 401
    platform.write_principals("bob")
    assert (await platform.api("bob", "GET", "/me")).status == 200
    assert (await platform.api("ada", "GET", "/me")).status == 401


async def test_a_broken_principals_file_signs_nobody_out(platform: Platform) -> None:
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


async def test_a_revoked_principal_loses_the_open_stream(platform: Platform) -> None:
    headers = {"Authorization": f"Bearer {TOKENS['bob']}"}
    async with platform.http.get(f"{platform.url}/api/v1/events", headers=headers) as stream:
        assert stream.status == 200
        platform.write_principals("ada")
        async with asyncio.timeout(5):
            assert b"event:" not in await stream.read()
