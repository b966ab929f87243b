"""Headers of every answer, the probes, the description and the dashboard's files (R33)."""

from pathlib import Path
from typing import Any

import pytest

from tests.integration.api.conftest import Start
from tests.integration.api.platform import Platform
from tests.integration.api.player import Player

EVERYWHERE = ["/livez", "/metrics", "/docs", "/openapi.json", "/api/v1/me", "/api/v1/nothing", "/nothing", "/"]


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("who", ["ada", None])
async def test_r33_every_answer_carries_the_security_headers(platform: Platform, path: str, who: str | None) -> None:
    headers = (await platform.call(who, "GET", path)).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Request-Id"]
    assert "Server" not in headers
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("req-12345678", True), ("short", False), ("x" * 65, False), ("with space!", False), ("ä" * 9, False)],
)
async def test_a_sane_request_id_is_kept_and_any_other_replaced(platform: Platform, sent: str, *, kept: bool) -> None:
    reply = await platform.api(None, "GET", "/me", headers={"X-Request-Id": sent})
    assert (reply.headers["X-Request-Id"] == sent) == kept
    assert reply.json["requestId"] == reply.headers["X-Request-Id"]


async def test_an_unknown_address_of_the_api_is_a_problem_whatever_the_method(platform: Platform) -> None:
    for method in ("GET", "POST", "PATCH", "DELETE"):
        assert (await platform.api("ada", method, "/nothing")).problem == "not-found"


async def test_head_is_answered_without_a_body(platform: Platform) -> None:
    for path in ("/livez", "/api/v1/me"):
        reply = await platform.call("ada", "HEAD", path)
        assert (reply.status, reply.body) == (200, b"")
    assert (await platform.call("ada", "HEAD", "/api/v1/events")).status == 405


async def test_metrics_count_requests_by_route(platform: Platform) -> None:
    await platform.api("ada", "GET", "/stores/no-shop")
    text = (await platform.call(None, "GET", "/metrics")).body.decode()
    assert 'storeyard_http_request_seconds_count{code="404",method="GET",route="/api/v1/stores/{name}"}' in text
    assert "storeyard_event_loop_lag_seconds_count" in text


@pytest.fixture
async def paged(start: Start, player: Player, tmp_path: Path) -> Any:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Storeyard</title>")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "assets" / "app-1a2b3c.js").write_text("void 0")
    (tmp_path / "secret.txt").write_text("secret")
    await player.rebuild()
    async with start(api={"dashboard_dir": folder}) as platform:
        yield platform


async def test_the_page_answers_the_addresses_that_it_routes_itself(paged: Platform) -> None:
    for path in ("/", "/stores/my-shop", "/sign-in?next=/"):
        reply = await paged.call(None, "GET", path)
        assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html")
        assert reply.headers["Cache-Control"] == "no-cache"
        assert "unsafe" not in reply.headers["Content-Security-Policy"]


async def test_hashed_files_are_kept_for_ever_and_others_asked_for_again(paged: Platform) -> None:
    hashed = await paged.call(None, "GET", "/assets/app-1a2b3c.js")
    assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert hashed.headers["Content-Type"] in ("text/javascript", "application/javascript")
    icon = await paged.call(None, "GET", "/icon.svg")
    assert (icon.status, icon.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone.js",
        "/missing.png",
        "/assets/..%2f..%2fsecret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/",
        *("/api/v1/nothing", "/assets/%00.js", "//etc/passwd.txt", "/assets/../../secret.txt"),
    ],
)
async def test_what_is_not_a_file_of_the_page_is_not_found(paged: Platform, path: str) -> None:
    from yarl import URL  # noqa: PLC0415 - sends the path as it is

    async with paged.http.get(URL(f"{paged.url}{path}", encoded=True)) as answer:
        assert answer.status == 404
        assert b"secret" not in await answer.read()


async def test_r33_the_docs_need_no_inline_script(platform: Platform) -> None:
    page = await platform.call(None, "GET", "/docs")
    assert page.headers["Content-Type"].startswith("text/html")
    assert b"<script src=" in page.body
    assert b"<script>" not in page.body
    assert (await platform.call(None, "GET", "/docs/docs.js")).headers["Content-Type"].startswith("text/javascript")
