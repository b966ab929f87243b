"""The storefront of a Medusa shop as a visitor meets it: Chromium, the real headers, a Store API made for tests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.browser.test_the_page import NODE, in_a_browser, journey
from tests.tools import ROOT

SERVER = ROOT / "deploy" / "images" / "medusa" / "tests" / "serve.mjs"


@asynccontextmanager
async def storefront(title: str) -> AsyncIterator[str]:
    """Its address."""
    server = await asyncio.create_subprocess_exec(str(NODE), str(SERVER), title, stdout=asyncio.subprocess.PIPE)
    try:
        assert server.stdout is not None
        yield f"http://localhost:{int(await server.stdout.readline())}"
    finally:
        server.terminate()
        await server.wait()


@in_a_browser
async def test_a_visitor_buys_by_keyboard_on_a_phone_and_reads_the_order_number() -> None:
    async with storefront("Ann's <b>bakery</b>") as address:
        await journey("buy", address, "medusa")
