"""Rates: exact over replicas, by principal or by address, never by what a client claims (R29)."""

import asyncio
from typing import Any

import pytest

from tests.integration.api.conftest import Start
from tests.integration.api.platform import ORDER, Platform
from tests.integration.api.player import Player

FEW: dict[str, Any] = {
    "limits": {"anonymous": "3 per 15 minutes", "writes": "4 per 15 minutes", "reads": "5 per 15 minutes"}
}


@pytest.fixture
async def few(start: Start, player: Player) -> Any:
    await player.rebuild()
    async with start(**FEW) as platform:
        yield platform


async def test_r29_reads_are_counted_by_principal_and_the_headers_say_what_is_left(few: Platform) -> None:
    for left in (4, 3, 2, 1, 0):
        reply = await few.api("ada", "GET", "/engines")
        assert reply.status == 200
        assert reply.headers["RateLimit-Policy"] == '"reads";q=5;w=900'
        assert reply.headers["RateLimit"].startswith(f'"reads";r={left};t=')
    refused = await few.api("ada", "GET", "/engines")
    assert refused.problem == "rate-limited"
    assert 600 <= int(refused.headers["Retry-After"]) <= 900
    assert refused.headers["RateLimit"].startswith('"reads";r=0;')
    assert (await few.api("bob", "GET", "/engines")).status == 200


async def test_r29_changes_are_counted_apart_from_reads_and_refused_ones_count(few: Platform) -> None:
    for _ in range(4):
        assert (await few.api("ada", "POST", "/stores", json={})).status == 422
    assert (await few.api("ada", "POST", "/stores", json=ORDER)).problem == "rate-limited"
    assert (await few.api("ada", "GET", "/engines")).status == 200


async def test_r29_calls_without_a_valid_token_are_counted_by_address(few: Platform) -> None:
    assert (await few.api(None, "GET", "/stores")).status == 401
    assert (await few.api(None, "POST", "/session", json={"token": "guess"})).status == 401
    assert (await few.api(None, "GET", "/me", headers={"Authorization": "Bearer guess"})).status == 401
    for path in ("/stores", "/me"):
        assert (await few.api(None, "GET", path)).problem == "rate-limited"
    assert (await few.api("ada", "GET", "/engines")).status == 200


async def test_r29_a_forwarded_address_that_nobody_vouches_for_shifts_nothing(few: Platform) -> None:
    replies = [
        await few.api(
            None, "GET", "/me", headers={"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": "for=1.1.1.1"}
        )
        for number in range(4)
    ]
    assert [reply.status for reply in replies] == [401, 401, 401, 429]


async def test_r29_behind_a_trusted_proxy_the_rightmost_stranger_counts(start: Start, player: Player) -> None:
    await player.rebuild()
    limits = FEW["limits"] | {"trusted_proxies": ["127.0.0.0/8", "10.0.0.0/8"]}
    async with start(limits=limits) as platform:
        for number in range(4):
            forwarded = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.9, 10.1.2.3"}
            reply = await platform.api(None, "GET", "/me", headers=forwarded)
        assert reply.status == 429
        other = await platform.api(None, "GET", "/me", headers={"X-Forwarded-For": "203.0.113.9, 203.0.113.10"})
        assert other.status == 401


async def test_r29_three_replicas_together_let_exactly_the_allowed_number_through(start: Start, player: Player) -> None:
    await player.rebuild()
    limits = {"limits": {"writes": "20 per 15 minutes"}}
    async with start(**limits) as one, start(**limits) as two, start(**limits) as three:
        replies = await asyncio.gather(
            *(replica.api("ada", "POST", "/stores", json={}) for replica in (one, two, three) for _ in range(30))
        )
    assert sorted(reply.status for reply in replies) == [422] * 20 + [429] * 70


async def test_probes_pages_and_the_description_are_never_limited(few: Platform) -> None:
    for path in ("/livez", "/readyz", "/metrics", "/openapi.json", "/docs"):
        for _ in range(7):
            reply = await few.call(None, "GET", path)
            assert reply.status == 200
            assert "RateLimit" not in reply.headers
