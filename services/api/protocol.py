"""aiohttp's side of a connection with refusals like all others: a problem that repeats nothing of what was sent.

What the HTTP parser refuses (no request line, a broken chunk) never reaches a route, and aiohttp would answer it as
text that quotes the bytes, and log them with a traceback: a token in a malformed header would be in both.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from services.api.failures import UNREADABLE, problem_of
from services.api.middleware import REQUEST_ID, dress
from services.api.problems import Problem, Problems

log = structlog.get_logger()

GRACE = 3.0
"""Seconds that open requests get at the end; event streams never end by themselves."""


class Protocol(web.RequestHandler):
    """One connection."""

    __slots__ = ("_is_secure",)

    def __init__(self, manager: web.Server, *, is_secure: bool) -> None:
        super().__init__(manager, loop=asyncio.get_running_loop(), access_log=None)  # type: ignore[arg-type]
        self._is_secure = is_secure

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - quotes what was sent
    ) -> web.StreamResponse:
        """What the parser refused, or what failed while an answer was being sent."""
        if request.writer.output_size > 0:
            raise ConnectionError("A part of the answer is on its way; it cannot become another one.")
        if status >= 500 and isinstance(exc, Exception):  # noqa: PLR2004 - HTTP's own border
            return self._answer(request, problem_of(exc))
        log.info("a request that is not HTTP was refused", reason=type(exc).__name__)
        return self._answer(request, Problem(Problems.BAD_REQUEST, UNREADABLE))

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Refusals of aiohttp from outside every middleware (an unknown `Expect`) become problems here."""
        if isinstance(resp, web.HTTPException):
            resp = self._answer(request, problem_of(resp))
        return await super().finish_response(request, resp, start_time)

    def _answer(self, request: web.BaseRequest, problem: Problem) -> web.Response:
        request_id = request.get(REQUEST_ID) or secrets.token_hex(16)
        response = problem.response(request_id)
        dress(response, request_id, is_secure=self._is_secure)
        response.headers["Server"] = "storeyard"  # else aiohttp's name and version: no hook runs on these
        response.force_close()
        return response


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int, *, is_secure: bool) -> AsyncIterator[int]:
    """Serves the application until the block ends; yields its port."""
    runner = web.AppRunner(app, shutdown_timeout=GRACE)
    await runner.setup()
    try:
        server = await asyncio.get_running_loop().create_server(_protocols(runner, is_secure=is_secure), host, port)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
    finally:
        await runner.cleanup()


def _protocols(runner: web.AppRunner, *, is_secure: bool) -> Callable[[], Protocol]:
    manager = runner.server
    assert manager is not None  # noqa: S101 - set up above; for the type checker
    return lambda: Protocol(manager, is_secure=is_secure)
