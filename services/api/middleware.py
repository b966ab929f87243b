"""Around every request, known route or not: its id, a log line, metrics, headers, the router's refusals."""

import re
import secrets
import time

import structlog
from aiohttp import web
from aiohttp.hdrs import METH_ALL
from aiohttp.typedefs import Handler

from services.api.context import CONTEXT
from services.api.failures import problem_of
from shared.observability.metrics import REQUESTS

log = structlog.get_logger()

REQUEST_ID = web.RequestKey("request_id", str)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"
QUIET = frozenset({"/livez", "/readyz", "/metrics"})
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives the request its id, answers what the router refused, and counts the answer."""
    request_id = request[REQUEST_ID] = _request_id(request)
    began = time.perf_counter()
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        try:
            response = await handler(request)
        except Exception as error:  # noqa: BLE001 - the outermost rim; the router's own refusals come this way too
            response = problem_of(error).response(request_id)
        _measure(request, response.status, time.perf_counter() - began)
    return response


async def decorate(request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every answer, streams and files included; set when they are about to be sent."""
    dress(response, request.get(REQUEST_ID), is_secure=request.app[CONTEXT].is_secure)


def dress(response: web.StreamResponse, request_id: str | None, *, is_secure: bool) -> None:
    """Puts on what every answer wears."""
    headers = response.headers
    headers.update(SECURITY_HEADERS)
    headers.setdefault("Cache-Control", "no-store")
    headers.popall("Server", None)
    if request_id:
        headers["X-Request-Id"] = request_id
    if is_secure:
        headers["Strict-Transport-Security"] = HSTS


def _request_id(request: web.Request) -> str:
    sent = request.headers.get("X-Request-Id", "")
    return sent if _SANE_ID.fullmatch(sent) else secrets.token_hex(16)


def _measure(request: web.Request, status: int, seconds: float) -> None:
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "unknown"
    if not route.endswith("/events"):
        method = request.method if request.method in METH_ALL else "other"
        REQUESTS.labels(method, route, str(status)).observe(seconds)
    level = log.debug if route in QUIET else log.info
    level("answered", method=request.method, route=route, status=status, ms=round(seconds * 1000, 1))
