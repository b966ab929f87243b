"""Probes, metrics, the API's own description, and the page."""

import re
from importlib import resources
from pathlib import Path

from aiohttp import web

from services.api.context import Call
from services.api.problems import Problem, Problems, not_found
from shared.observability import probes
from shared.observability.heartbeat import Heartbeat
from shared.repository.mark import RedisAway, ask
from shared.serialization import dumps

HEARTBEAT = web.AppKey("heartbeat", Heartbeat)
DOCUMENT: web.AppKey[dict[str, object]] = web.AppKey("document", dict)
FOREVER = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"assets/[A-Za-z0-9_.-]+")
_TYPES = {"docs.html": "text/html", "docs.js": "text/javascript", "docs.css": "text/css"}


async def get_livez(call: Call) -> web.Response:
    """Whether the event loop of this process turns."""
    return await probes.livez(call.request.app[HEARTBEAT])(call.request)


async def get_readyz(call: Call) -> web.Response:
    """Whether this process can answer: Redis must. A rebuild is answered request by request."""

    async def redis() -> str | None:
        try:
            await ask(call.context.repository.redis.ping())
        except RedisAway as error:
            return str(error)
        return None

    return await probes.readyz({"redis": redis})(call.request)


async def get_metrics(call: Call) -> web.Response:
    """For Prometheus."""
    return await probes.metrics(call.request)


async def get_openapi(call: Call) -> web.Response:
    """The API in OpenAPI 3.1."""
    return web.Response(body=dumps(call.request.app[DOCUMENT]), content_type="application/json")


async def get_docs(call: Call) -> web.Response:
    """The same for people: a page of our own that reads /openapi.json."""
    name = call.request.match_info.get("file") or "docs.html"
    if name not in _TYPES:
        raise not_found()
    text = resources.files("services.api.operations").joinpath("pages", name).read_text()
    return web.Response(text=text, content_type=_TYPES[name])


async def get_page(call: Call) -> web.StreamResponse:
    """The dashboard: its files, and `index.html` for the addresses that it routes itself."""
    request = call.request
    folder, path = call.context.settings.api.dashboard_dir, request.match_info["path"]
    if folder is None or "//" in f"/{path}" or not path.isprintable():
        raise not_found()
    if path.startswith("assets/"):
        return _file(request, folder / (path if _HASHED.fullmatch(path) else "missing"), FOREVER)
    if "." in path:
        return _file(request, folder / Path(path).name if "/" not in path else folder / "missing", "no-cache")
    return _file(request, folder / "index.html", "no-cache")


def _file(request: web.Request, path: Path, cache: str) -> web.FileResponse:
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:  # a name longer than the file system allows
        size = None
    if size is None:
        raise not_found()
    _check_range(request, size)
    return web.FileResponse(path, headers={"Cache-Control": cache})


def _check_range(request: web.Request, size: int) -> None:
    """The 416 for a part that is not there; aiohttp's own has no body."""
    try:
        start = request.http_range.start or 0
    except ValueError:
        start = size
    if start >= size > 0:
        raise Problem(Problems.RANGE, f"It has {size} bytes.", headers={"Content-Range": f"bytes */{size}"})
