"""How a shopper's requests are sent, and what of the answers reaches it."""

import asyncio
from collections.abc import Generator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from services.worker import shopping
from shared.engines.base import Request, Response, Shopped
from tests.unit.factory import spec

HALF = "x" * 1000


async def in_pieces(request: web.Request) -> web.StreamResponse:
    """A shop whose pages come piece by piece, as PHP sends them."""
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(2):
        await response.write(HALF.encode())
        await asyncio.sleep(0.05)
    return response


def look() -> Generator[Request, Response, Shopped]:
    answer = yield Request("GET", "/", {})
    return Shopped("light", answer.text, "1.00", "EUR")


async def seen() -> str:
    app = web.Application()
    app.router.add_get("/", in_pieces)
    async with TestServer(app) as shop, aiohttp.ClientSession() as session:
        trip = await shopping.go_shopping(session, spec(), look(), gateway=f"{shop.host}:{shop.port}")
        return trip.product


async def test_a_page_that_comes_in_pieces_is_read_to_its_end() -> None:
    assert await seen() == HALF * 2


async def test_a_page_without_an_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shopping, "BODY_MAX", 1500)
    assert await seen() == HALF + HALF[:500]
