"""The HTTP side of the API: one handler, from a path to a verb to an answer."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import orjson
import yaml
from aiohttp import web

from services.simulator import discovery, faults, logs, paths, reads, watching, writes
from services.simulator.hub import Hub
from services.simulator.store import Store, StoreBroken
from services.simulator.writes import Call
from shared.domain.types import Manifest

MAX_BODY = 3 * 2**20
"""Bytes; the limit of a real API server."""
JOURNAL_PAGE = 5000
MARKED = {"X-Storeyard-Simulated": "true"}

_PATCHES: dict[str, Callable[[Store, Call, Manifest], writes.Answer]] = {
    "application/apply-patch+yaml": writes.apply,
    "application/apply-patch+json": writes.apply,
    "application/merge-patch+json": writes.merge,
}
_BODIES = frozenset({"application/json", "application/yaml", "application/octet-stream"})
_HEALTH = frozenset({"/livez", "/readyz", "/healthz"})


@dataclass(frozen=True)
class Api:
    """Everything that a request needs."""

    store: Store
    hub: Hub
    write_delay: float

    def application(self) -> web.Application:
        """The server's routes."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_get("/simulator/journal", self.journal)
        app.router.add_route("*", "/{path:.*}", self.handle)
        return app

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Any request; refusals become Status objects."""
        try:
            return await self._answer(request)
        except faults.ApiError as error:
            return _json(error.status(), error.code)
        except StoreBroken as error:
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR, text=str(error))

    async def journal(self, request: web.Request) -> web.Response:
        """Every write that was asked for: `?after=<id>&limit=<n>`, oldest first."""
        after, limit = (int(request.query.get(name, default)) for name, default in (("after", 0), ("limit", 1000)))
        names = ("id", "time", "agent", "verb", "plural", "namespace", "name", "code")
        rows = self.store.database.journal(after, min(limit, JOURNAL_PAGE))
        return _json({"items": [dict(zip(names, row, strict=True)) for row in rows]})

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path in _HEALTH:
            if self.store.broken:
                raise StoreBroken(self.store.broken)
            return web.Response(text="ok", headers=MARKED)
        query = dict(request.query)
        manager = query.get("fieldManager") or request.headers.get("User-Agent", "unknown").split("/")[0]
        try:
            call = paths.parse(request.path, query, manager)
        except faults.ApiError:
            return _json(discovery.answer(request.path))
        if request.method in ("GET", "HEAD"):
            return await self._read(request, call)
        return await self._write(request, call)

    async def _read(self, request: web.Request, call: Call) -> web.StreamResponse:
        render = reads.render_for(request.headers.get("Accept", ""))
        if call.query.get("watch") in ("1", "true"):
            return await watching.watch(request, self.store, self.hub, call, render)
        if not call.name:
            return _bytes(reads.listing(self.store, self.hub, call, render))
        record = self.store.get(call.resource.plural, call.namespace, call.name)
        if record is None:
            raise faults.not_found(call.resource, call.name)
        if call.subresource == "log":
            body = logs.of(record.manifest(), call.query, time.time())
            return web.Response(body=body, content_type="text/plain", headers=MARKED)
        return _bytes(render(record))

    async def _write(self, request: web.Request, call: Call) -> web.Response:
        if "dryRun" in call.query:
            raise faults.bad_request("the simulator has no dry runs")
        verb = _verb(request)
        if request.body_exists and request.content_type not in _PATCHES.keys() | _BODIES:
            message = f"{request.content_type} is not served here; send JSON, a merge patch or an apply"
            raise faults.ApiError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", message)
        body = _parse(await request.read())
        if self.write_delay:
            await asyncio.sleep(self.write_delay)
        return self._carry_out(request, call, verb, body)

    def _carry_out(self, request: web.Request, call: Call, verb: str, body: Manifest) -> web.Response:
        """The write and its line in the journal, in one transaction; a refusal is told after it."""
        refusal: faults.ApiError | None = None
        with self.store.batch():
            try:
                response = _perform(self.store, request, call, body)
                code = response.status
            except faults.ApiError as error:
                refusal, code = error, error.code
            agent = request.headers.get("User-Agent", "")[:200]
            name = call.name or str((body.get("metadata") or {}).get("name", ""))
            row = (time.time(), agent, verb, call.resource.plural, call.namespace, name, code)
            self.store.database.note(row)
        if refusal:
            raise refusal
        return response


def _verb(request: web.Request) -> str:
    if request.method == "PATCH":
        return "apply" if "apply-patch" in request.content_type else "patch"
    return {"POST": "create", "PUT": "update", "DELETE": "delete"}.get(request.method, request.method.lower())


def _perform(store: Store, request: web.Request, call: Call, body: Manifest) -> web.Response:
    if request.method == "DELETE" and call.name:
        record, gone = writes.delete(store, call, body)
        return _deleted(call, record.uid) if gone else _bytes(record.raw)
    record, code = _chosen(request, call)(store, call, body)
    return _bytes(record.raw, code)


def _chosen(request: web.Request, call: Call) -> Callable[[Store, Call, Manifest], writes.Answer]:
    if request.method == "POST" and not call.name:
        return writes.create
    if request.method == "PUT" and call.name:
        return writes.finalize if call.subresource == "finalize" else writes.replace
    if request.method == "PATCH" and call.name:
        return _PATCHES[request.content_type]
    message = "the server does not allow this method on the requested resource"
    raise faults.ApiError(HTTPStatus.METHOD_NOT_ALLOWED, "MethodNotAllowed", message)


def _parse(body: bytes) -> Manifest:
    if not body:
        return {}
    try:
        parsed = orjson.loads(body) if body.lstrip()[:1] == b"{" else yaml.safe_load(body)
    except (orjson.JSONDecodeError, yaml.YAMLError) as error:
        raise faults.bad_request(f"the body cannot be read: {error}") from error
    if not isinstance(parsed, dict):
        raise faults.bad_request("the body is not an object")
    return parsed


def _deleted(call: Call, uid: str) -> web.Response:
    details = {"name": call.name, "group": call.resource.group, "kind": call.resource.plural, "uid": uid}
    body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}
    return _json(body)


def _json(body: Manifest, code: int = HTTPStatus.OK) -> web.Response:
    return _bytes(orjson.dumps(body), code)


def _bytes(body: bytes, code: int = HTTPStatus.OK) -> web.Response:
    return web.Response(body=body, status=code, content_type="application/json", headers=MARKED)
