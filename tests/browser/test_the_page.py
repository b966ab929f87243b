"""The page as a person meets it: Debian's Chromium against the real stack."""

import asyncio
import json
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.stack import TOKENS, running
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dashboard" / "dist"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
NODE = shutil.which("node") or next(iter(Path.home().glob(".cache/storeyard/node/node/bin/node")), None)

Test = Callable[..., Awaitable[None]]


def missing() -> str | None:
    """What the browser tests lack here, in a sentence."""
    if not CHROMIUM:
        return "no Chromium here, and none could be installed"
    if not NODE:
        return "no Node here, and no wheel of it"
    if not (DIST / "index.html").exists():
        return "the page is not built: make dashboard"
    return None


def test_the_browser_tests_are_not_skipped_where_they_must_run() -> None:
    assert not (os.environ.get("STOREYARD_REQUIRE_BROWSER") and missing()), missing()


def in_a_browser(test: Test) -> Test:
    """Marks a test that needs Chromium, Node and the built page."""
    skipped = pytest.mark.skipif(missing() is not None, reason=str(missing()))
    return pytest.mark.browser(pytest.mark.timeout(180)(skipped(test)))


async def walk(script: str, engine: str) -> None:
    """One journey of a person through the page."""
    async with running(settings={"API__DASHBOARD_DIR": str(DIST)}) as stack:
        port = await until(lambda: stack.port("api"), "the api announces its port")
        await journey(script, f"http://localhost:{port}", engine)


async def journey(script: str, address: str, engine: str) -> None:
    """A person goes through the pages at that address; axe and the browser's console must have nothing to say."""
    path = Path(__file__).with_name(f"{script}.mjs")
    shots = os.environ.get("STOREYARD_SCREENSHOTS", "")
    visit = await asyncio.create_subprocess_exec(
        *(str(NODE), str(path), address, json.dumps(TOKENS), engine, "my-shop", shots),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "STOREYARD_CHROMIUM": str(CHROMIUM)},
    )
    out, error = await visit.communicate()
    assert visit.returncode == 0, error.decode()
    seen = json.loads(out)
    assert seen["complaints"] == []
    assert {state: found for state, found in seen["violations"].items() if found} == {}


@in_a_browser
@pytest.mark.parametrize("engine", ["woocommerce", "medusa"])
async def test_a_store_is_created_watched_opened_and_deleted_on_the_page(engine: str) -> None:
    await walk("visit", engine)


@in_a_browser
async def test_a_store_is_planned_changed_and_looked_into_and_an_administrator_sees_all_on_the_page() -> None:
    await walk("operate", "woocommerce")
