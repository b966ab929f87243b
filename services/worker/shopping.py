"""Drives an engine's shopper over HTTP, to the configured address with the shop's own Host."""

import asyncio

import aiohttp
from yarl import URL

from shared.domain.naming import namespace_of
from shared.domain.store import StoreSpec
from shared.engines.base import WEB_SERVICE, WEB_SERVICE_PORT, Request, Response, Shopped, Shopper, ShopProblem
from shared.engines.shopping import unreachable

TRIP_SECONDS = 14.0
"""A whole trip, so that evidence and verdict still fit into a job of 20 s."""
BODY_MAX = 2 * 1024 * 1024


async def go_shopping(
    session: aiohttp.ClientSession, spec: StoreSpec, shopper: Shopper, *, gateway: str | None
) -> Shopped:
    """The evidence of the trip, or `ShopProblem`."""
    try:
        async with asyncio.timeout(TRIP_SECONDS):
            return await _trip(session, shopper, base_url(spec, gateway))
    except TimeoutError as error:
        raise ShopProblem("shop-unreachable", "The shop is too slow.", f"no end after {TRIP_SECONDS:.0f} s") from error


def base_url(spec: StoreSpec, gateway: str | None) -> str:
    """Where the shopper connects: the gateway of the settings, or the store's own Service."""
    return f"http://{gateway or f'{WEB_SERVICE}.{namespace_of(spec.name)}.svc:{WEB_SERVICE_PORT}'}"


async def _trip(session: aiohttp.ClientSession, shopper: Shopper, base: str) -> Shopped:
    try:
        request = next(shopper)
        while True:
            request = shopper.send(await _send(session, base, request))
    except StopIteration as end:
        shopped: Shopped = end.value
        return shopped


async def _send(session: aiohttp.ClientSession, base: str, request: Request) -> Response:
    try:
        async with session.request(
            request.method,
            URL(base + request.path, encoded=True),
            headers=request.headers,
            json=request.json,
            allow_redirects=False,
        ) as answer:
            headers = {k.lower(): v for k, v in answer.headers.items()}
            return Response(answer.status, headers, await _beginning(answer.content))
    except (aiohttp.ClientError, OSError) as error:
        raise unreachable(request, str(error) or type(error).__name__) from error


async def _beginning(content: aiohttp.StreamReader) -> bytes:
    """At most so many bytes; a `read` of so many would give what has arrived by then, as half of a page."""
    body = bytearray()
    async for piece in content.iter_any():
        body += piece
        if len(body) >= BODY_MAX:
            break
    return bytes(body[:BODY_MAX])
