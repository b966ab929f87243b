"""An API server of a few lines that answers from a script, and time that passes only where a test says so."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from shared.kubernetes.errors import KubernetesError

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FakeTime:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Stub:
    """Answers each request with the next of `script`, the last one for ever."""

    script: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.asked.append(Asked(request.method, request.path, dict(request.query), dict(request.headers), body))
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return await answer(request)

    async def hang(self, request: web.Request) -> web.StreamResponse:
        await self.closing.wait()
        return web.Response()


def says(status: int, body: object, **headers: str) -> Answer:
    """A JSON answer for a dict, text for a string, HTML for a string that begins with `<`."""

    async def answer(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, str):
            kind = "text/html" if body.startswith("<") else "text/plain"
            return web.Response(status=status, text=body, content_type=kind, headers=named)
        return web.json_response(body, status=status, headers=named)

    return answer


def refusal(code: int, reason: str, message: str = "no", **details: object) -> dict[str, object]:
    """A `Status` as the API server sends it."""
    status = {"kind": "Status", "apiVersion": "v1", "status": "Failure"}
    return status | {"code": code, "reason": reason, "message": message, "details": details}


async def cut(request: web.Request) -> web.StreamResponse:
    """The connection is reset without an answer."""
    assert request.transport
    request.transport.abort()
    return web.Response()


def kubeconfig(folder: Path, server: str, **user: object) -> Path:
    """A kubeconfig for one server, in `folder`."""
    path = folder / "kubeconfig"
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "contexts": [{"name": "here", "context": {"cluster": "here", "user": "me"}}],
        "clusters": [{"name": "here", "cluster": {"server": server}}],
        "users": [{"name": "me", "user": user}],
    }
    path.write_text(json.dumps(content))
    return path


async def outcome(call: Awaitable[object]) -> KubernetesError:
    """The error of ours that a call ends with."""
    try:
        result = await call
    except KubernetesError as error:
        return error
    raise AssertionError(f"no error but {result!r}")
