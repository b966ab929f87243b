"""The audit: an entry for each change accepted or refused and for each reveal, one line each, never a secret (R34)."""

import pytest

from tests.integration.api.platform import ORDER, TOKENS, Platform
from tests.integration.api.player import Player
from tests.integration.api.test_problems import _asked
from tests.integration.api.test_sessions import sign_in


async def test_r34_accepted_and_refused_changes_are_written_down(platform: Platform) -> None:
    store = await platform.order()
    await platform.api("bob", "POST", "/stores", json=ORDER)
    await platform.api("bob", "DELETE", "/stores/my-shop")
    await platform.api(None, "DELETE", "/stores/my-shop")
    await platform.api("ada", "DELETE", "/stores/my-shop")
    told = [(e["principal"], e["action"], e["outcome"], e["status"], e["problem"]) for e in platform.audit()]
    assert told == [
        ("ada", "store.create", "accepted", 202, None),
        ("bob", "store.create", "refused", 409, "name-taken"),
        ("bob", "store.delete", "refused", 404, "not-found"),
        (None, "store.delete", "refused", 401, "not-signed-in"),
        ("ada", "store.delete", "accepted", 202, None),
    ]
    assert platform.audit()[0]["target"] == {"name": "my-shop", "uid": store["uid"]}
    assert {entry["address"] for entry in platform.audit()} == {"127.0.0.1"}
    assert set(platform.audit()[0]) == {
        *("time", "requestId", "principal", "role", "address", "action", "target", "outcome", "status", "problem"),
    }


async def test_r34_the_entry_is_there_before_the_answer(platform: Platform) -> None:
    reply = await platform.api("ada", "POST", "/stores", json=ORDER)
    assert platform.audit()[-1]["requestId"] == reply.headers["X-Request-Id"]


async def test_reads_leave_no_entry(platform: Platform) -> None:
    for path in ("/stores", "/me", "/stores/no-shop"):
        await platform.api("ada", "GET", path)
    assert platform.audit() == []


async def test_r15_a_reveal_is_written_down_and_what_was_revealed_is_not(
    platform: Platform, player: Player, capfd: pytest.CaptureFixture[str]
) -> None:
    store = await platform.order()
    known = {"username": "ada", "password": "canary-of-a-password", "email": "ada@shop.test", "note": "first"}
    reply = await _asked(platform, player, store["uid"], {"uid": store["uid"], "credentials": known})
    assert reply.json == known
    assert reply.headers["Cache-Control"] == "no-store"
    entry = platform.audit()[-1]
    assert (entry["action"], entry["outcome"]) == ("credentials.reveal", "accepted")
    assert "canary" not in (platform.folder / "audit.log").read_text() + "".join(capfd.readouterr())
    dump = [await player.repository.redis.dump(key) async for key in player.repository.redis.scan_iter("*")]
    assert not any(b"canary" in (value or b"") for value in dump)


async def test_r15_a_session_is_written_down_without_its_token(
    platform: Platform, capfd: pytest.CaptureFixture[str]
) -> None:
    _, cookie = await sign_in(platform)
    await platform.api(None, "POST", "/session", json={"token": "a-wrong-guess"})
    await platform.api(None, "DELETE", "/session", headers=cookie)
    told = [(entry["action"], entry["principal"], entry["status"]) for entry in platform.audit()]
    assert told == [("session.open", "ada", 204), ("session.open", None, 401), ("session.close", "ada", 204)]
    written = (platform.folder / "audit.log").read_text() + "".join(capfd.readouterr())
    for secret in (TOKENS["ada"], "a-wrong-guess", cookie["Cookie"].partition("=")[2]):
        assert secret not in written


async def test_r34_a_line_stays_one_line_whatever_the_name_is(platform: Platform) -> None:
    await platform.api("ada", "DELETE", "/stores/a%0d%0aforged")
    (entry,) = platform.audit()
    assert entry["problem"] == "not-found"
    assert entry["target"]["name"] == "a\r\nforged"
