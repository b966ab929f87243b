"""The dashboard's cookie, and requests that other sites' pages send (R33)."""

from http.cookies import SimpleCookie

import pytest

from tests.integration.api.conftest import Start
from tests.integration.api.platform import ORDER, TOKENS, Platform, Reply
from tests.integration.api.player import Player


async def sign_in(platform: Platform, who: str = "ada") -> tuple[Reply, dict[str, str]]:
    reply = await platform.api(None, "POST", "/session", json={"token": TOKENS[who]})
    assert reply.status == 204
    (morsel,) = SimpleCookie(reply.headers["Set-Cookie"]).values()
    return reply, {"Cookie": f"{morsel.key}={morsel.value}"}


async def test_a_session_does_what_its_principal_may(platform: Platform) -> None:
    _, cookie = await sign_in(platform)
    assert (await platform.api(None, "GET", "/me", headers=cookie)).json["id"] == "ada"
    assert (await platform.api(None, "POST", "/stores", headers=cookie, json=ORDER)).json["owner"] == "ada"


async def test_r33_the_cookie_is_for_this_page_only(platform: Platform) -> None:
    reply, _ = await sign_in(platform)
    ((name, morsel),) = SimpleCookie(reply.headers["Set-Cookie"]).items()
    assert name == "storeyard"
    assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"]) == (True, "Strict", "/", "")
    assert not morsel["secure"]
    assert TOKENS["ada"] not in reply.headers["Set-Cookie"]


async def test_r33_behind_tls_the_cookie_is_secure_and_bound_to_the_host(start: Start, player: Player) -> None:
    await player.rebuild()
    async with start(api={"public_url": "https://shops.test"}) as platform:
        reply, cookie = await sign_in(platform)
        assert reply.headers["Set-Cookie"].startswith("__Host-storeyard=")
        assert "Secure" in reply.headers["Set-Cookie"]
        assert "max-age=" in reply.headers["Strict-Transport-Security"]
        assert (await platform.api(None, "GET", "/me", headers=cookie)).status == 200


async def test_r32_only_the_hash_of_a_session_is_kept(platform: Platform, player: Player) -> None:
    _, cookie = await sign_in(platform)
    token = cookie["Cookie"].partition("=")[2]
    keys = [key async for key in player.repository.redis.scan_iter(player.repository.keys.session("*"))]
    assert len(keys) == 1
    assert token not in keys[0].decode()
    assert len(token) >= 43
    assert await player.repository.redis.ttl(keys[0]) > 11 * 3600


async def test_r32_signing_out_ends_the_session_everywhere(platform: Platform) -> None:
    _, cookie = await sign_in(platform)
    reply = await platform.api(None, "DELETE", "/session", headers=cookie)
    assert reply.status == 204
    assert SimpleCookie(reply.headers["Set-Cookie"])["storeyard"]["max-age"] == "0"
    assert (await platform.api(None, "GET", "/me", headers=cookie)).problem == "not-signed-in"
    assert (await platform.api(None, "DELETE", "/session", headers=cookie)).status == 204


async def test_r32_a_session_ends_with_its_principal(platform: Platform) -> None:
    _, cookie = await sign_in(platform)
    platform.write_principals("bob")
    assert (await platform.api(None, "GET", "/me", headers=cookie)).status == 401


async def test_r32_a_session_ends_with_the_token_that_opened_it(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, cookie = await sign_in(platform)
    monkeypatch.setitem(TOKENS, "ada", "another-token-of-ada")
    platform.write_principals("ada", "bob")
    assert (await platform.api("ada", "GET", "/me")).status == 200
    assert (await platform.api(None, "GET", "/me", headers=cookie)).status == 401


async def test_a_header_decides_alone(platform: Platform) -> None:
    _, cookie = await sign_in(platform)
    reply = await platform.api(None, "GET", "/me", headers=cookie | {"Authorization": "Bearer wrong"})
    assert reply.problem == "not-signed-in"


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": "http://shops.test:8080", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://evil.test"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://shops.test"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://my-shop.shops.test:8081"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.test"}, False),
    ],
)
async def test_r33_another_sites_page_changes_nothing(
    platform: Platform, headers: dict[str, str], *, allowed: bool
) -> None:
    _, cookie = await sign_in(platform)
    order = await platform.api(None, "POST", "/stores", json=ORDER, headers=cookie | headers)
    session = await platform.api(None, "POST", "/session", json={"token": TOKENS["ada"]}, headers=headers)
    out = await platform.api(None, "DELETE", "/session", headers=cookie | headers)
    if allowed:
        assert (order.status, session.status, out.status) == (202, 204, 204)
    else:
        assert {order.problem, session.problem, out.problem} == {"foreign-origin"}


async def test_r33_a_page_under_the_address_that_it_was_called_by_is_no_foreigner(platform: Platform) -> None:
    _, cookie = await sign_in(platform)
    reply = await platform.api(None, "POST", "/stores", json=ORDER, headers=cookie | {"Origin": platform.url})
    assert reply.status == 202


async def test_r33_a_token_is_no_cookie_so_its_origin_does_not_matter(platform: Platform) -> None:
    reply = await platform.api("ada", "POST", "/stores", json=ORDER, headers={"Origin": "http://tools.test"})
    assert reply.status == 202
