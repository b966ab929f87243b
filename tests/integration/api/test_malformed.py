"""What is no HTTP, or breaks off, is a problem like all others: nothing that was sent comes back, or into the log."""

import asyncio
import logging
from http.client import parse_headers
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.integration.api.conftest import Start
from tests.integration.api.platform import Platform, Reply
from tests.integration.api.player import Player

SENT = b"canary-of-what-was-sent"
POST = b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
MALFORMED = {
    "no request line": SENT + b"\r\n\r\n",
    "an unknown version": b"GET /" + SENT + b" HTTP/9.9\r\n\r\n",
    "an unknown method": b"GE\x00T /" + SENT + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization " + SENT + b"\r\n\r\n",
    "a control character in a header": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + SENT + b"\x00\r\n\r\n",
    "a header that is too long": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + SENT * 1000 + b"\r\n\r\n",
    "an address that is too long": b"GET /" + SENT * 1000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n" + SENT,
    "a length that is no number": POST + b"Content-Length: " + SENT + b"\r\n\r\n",
    "a length and chunks": POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + SENT,
    "a broken chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nzz" + SENT + b"\r\n",
    "a packing that cannot be undone": POST + b"Content-Encoding: gzip\r\nContent-Length: 23\r\n\r\n" + SENT,
    "a packing that nobody knows": POST + b"Content-Encoding: " + SENT + b"\r\nContent-Length: 2\r\n\r\n{}",
    "an expectation that nobody knows": POST + b"Expect: " + SENT + b"\r\nContent-Length: 2\r\n\r\n{}",
    "TLS on a plain port": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + SENT + b"\r\n\r\n",
}


async def raw(platform: Platform, sent: bytes) -> Reply:
    """The first answer to these very bytes."""
    address = urlsplit(platform.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(sent)
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n\r\n")
        status, _, lines = head.partition(b"\r\n")
        headers = parse_headers(BytesIO(lines))
        body = await reader.readexactly(int(headers["Content-Length"]))
    writer.close()
    return Reply(int(status.split()[1]), headers, body)


@pytest.mark.parametrize("what", MALFORMED)
async def test_what_is_no_http_is_a_problem_that_repeats_nothing(
    platform: Platform, what: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        reply = await raw(platform, MALFORMED[what])
    assert reply.problem in ("bad-request", "malformed-json", "unsupported-media-type", "invalid-request")
    assert 400 <= reply.status < 500
    assert SENT not in reply.body
    assert SENT not in str(reply.headers).encode()
    assert SENT.decode() not in caplog.text + "".join(capfd.readouterr())
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"
    assert "aiohttp" not in str(reply.headers)
    assert (await platform.api("ada", "GET", "/me")).status == 200


async def test_behind_tls_such_an_answer_says_so_too(start: Start, player: Player) -> None:
    async with start(api={"public_url": "https://shops.test"}) as platform:
        assert (await raw(platform, MALFORMED["no request line"])).headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        *((f"bytes={part}", 206) for part in ("0-3", "5-", "-4", "-900", "0-900")),
        *((f"bytes={part}", 416) for part in ("20-", "20-30", "9-3", "x-y", "-", "0-1,4-5", "9" * 5000 + "-")),
        ("lines=1-2", 416),
    ],
)
async def test_a_part_of_a_file_that_is_not_there_is_a_problem(
    start: Start, player: Player, tmp_path: Path, wanted: str, status: int
) -> None:
    (tmp_path / "icon.svg").write_text("x" * 20)
    async with start(api={"dashboard_dir": tmp_path}) as platform:
        reply = await platform.call(None, "GET", "/icon.svg", headers={"Range": wanted})
    assert reply.status == status
    if status == 416:
        assert reply.problem == "range-not-satisfiable"
        assert reply.headers["Content-Range"] == "bytes */20"
