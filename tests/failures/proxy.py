"""A fault proxy that stands before any Kubernetes API server, the simulator or a real one.

It forwards everything, keeps a record of each request, and spoils those that its faults ask for. By hand:

    python -m tests.failures.proxy --kubeconfig FILE --out FILE --fault throttled=0.1 --fault hang=0.02
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

from shared.kubernetes.client import Connection, connect

SLOW_SECONDS = 1.0
_HOP = {"transfer-encoding", "content-length", "connection", "keep-alive", "content-encoding"}
_TOO_OLD = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Expired", "code": 410}


@dataclass
class Seen:
    """One request, and what became of it; times are seconds on this process' monotonic clock."""

    method: str
    path: str
    query: str
    agent: str
    began: float
    ended: float = 0.0
    status: int = 0
    """0: there was no whole answer."""
    fault: str = ""

    @property
    def is_watch(self) -> bool:
        return "watch=1" in self.query

    @property
    def is_write(self) -> bool:
        return self.method != "GET"


@dataclass
class Fault:
    """What is done to requests that match: always, at a rate, or so many times."""

    kind: str
    rate: float = 1.0
    times: int | None = None
    match: Callable[[Seen], bool] = lambda seen: not seen.is_watch

    def strikes(self, seen: Seen, chance: random.Random) -> bool:
        if self.times == 0 or not self.match(seen) or chance.random() >= self.rate:
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass
class FaultProxy:
    """One proxy; change `faults` at any time."""

    upstream: Connection
    chance: random.Random
    faults: list[Fault] = field(default_factory=list)
    record: list[Seen] = field(default_factory=list)
    port: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Any request."""
        agent = request.headers.get("User-Agent", "")
        seen = Seen(request.method, request.path, request.query_string, agent, time.monotonic())
        self.record.append(seen)
        fault = next((fault for fault in self.faults if fault.strikes(seen, self.chance)), None)
        seen.fault = fault.kind if fault else ""
        try:
            answer = await FAULTS[fault.kind](self, request) if fault else await self.forward(request)
            seen.status = answer.status
        finally:
            seen.ended = time.monotonic()
        return answer

    async def forward(self, request: web.Request, *, cut_after: int | None = None) -> web.StreamResponse:
        """The upstream's answer as it comes; the connection is cut after so many bytes of it."""
        async with await self.ask(request) as answer:
            headers = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
            response = web.StreamResponse(status=answer.status, headers=headers)
            await response.prepare(request)
            async for piece in answer.content.iter_any():
                if cut_after is not None:
                    await response.write(piece[:cut_after])
                    abort(request)
                    break
                await response.write(piece)
            return response

    async def ask(self, request: web.Request) -> aiohttp.ClientResponse:
        """The same request to the API server; callers without credentials get those of the kubeconfig."""
        kept = ("Accept", "Content-Type", "Authorization", "User-Agent")
        own = await self.upstream._authorization()
        return await self.upstream.session.request(
            request.method,
            f"{self.upstream.configuration.host}{request.rel_url}",
            headers=own | {name: request.headers[name] for name in kept if name in request.headers},
            data=request.content if request.body_exists else None,
            timeout=aiohttp.ClientTimeout(total=None),
            allow_redirects=False,
        )


def abort(request: web.Request) -> None:
    """Cuts the connection without a word, as a dying server does."""
    if request.transport is not None:
        request.transport.abort()


def _status(code: int, reason: str, message: str) -> Callable[[FaultProxy, web.Request], Awaitable[web.Response]]:
    async def answer(_proxy: FaultProxy, _request: web.Request) -> web.Response:
        body = {"kind": "Status", "apiVersion": "v1", "status": "Failure"}
        return web.json_response(body | {"code": code, "reason": reason, "message": message}, status=code)

    return answer


async def _throttled(_proxy: FaultProxy, _request: web.Request) -> web.Response:
    return web.Response(status=429, text="Too many requests, please try again later.\n", headers={"Retry-After": "1"})


async def _unavailable(_proxy: FaultProxy, _request: web.Request) -> web.Response:
    return web.Response(status=503, text="<html><body>upstream connect error</body></html>", content_type="text/html")


async def _reset(_proxy: FaultProxy, request: web.Request) -> web.Response:
    abort(request)
    return web.Response(status=500)


async def _lost(proxy: FaultProxy, request: web.Request) -> web.Response:
    """Carried out, and the answer never arrives."""
    async with await proxy.ask(request) as answer:
        await answer.read()
    abort(request)
    return web.Response(status=500)


async def _hang(_proxy: FaultProxy, request: web.Request) -> web.Response:
    """No answer for as long as the caller waits."""
    while request.transport is not None and not request.transport.is_closing():
        await asyncio.sleep(0.05)
    return web.Response(status=500)


async def _slow(proxy: FaultProxy, request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(SLOW_SECONDS)
    return await proxy.forward(request)


async def _half(proxy: FaultProxy, request: web.Request) -> web.StreamResponse:
    return await proxy.forward(request, cut_after=20)


async def _ended(_proxy: FaultProxy, request: web.Request) -> web.StreamResponse:
    """200, and a watch that ends before its first line."""
    return web.Response(text="")


async def _gone(_proxy: FaultProxy, request: web.Request) -> web.StreamResponse:
    return web.Response(text=json.dumps({"type": "ERROR", "object": _TOO_OLD}) + "\n")


async def _empty(_proxy: FaultProxy, _request: web.Request) -> web.Response:
    """A list of nothing, from a server that has lost its data or is another one."""
    return web.json_response(
        {"kind": "List", "apiVersion": "v1", "metadata": {"resourceVersion": "999999999"}, "items": []}
    )


_MODIFIED = "Operation cannot be fulfilled on this object: the object has been modified; please apply your changes"

_FORBIDDEN = 'User "worker" cannot do this in API group "" at the cluster scope'

FAULTS: dict[str, Callable[[FaultProxy, web.Request], Awaitable[web.StreamResponse]]] = {
    "conflict": _status(409, "Conflict", _MODIFIED),
    "invalid": _status(422, "Invalid", "this object is invalid: spec: a webhook does not like it today"),
    "forbidden": _status(403, "Forbidden", _FORBIDDEN),
    "error": _status(500, "InternalError", "Internal error occurred: etcdserver: leader changed"),
    "unauthorized": _status(401, "Unauthorized", "Unauthorized"),
    "throttled": _throttled,
    "unavailable": _unavailable,
    "reset": _reset,
    "lost": _lost,
    "hang": _hang,
    "slow": _slow,
    "half": _half,
    "ended": _ended,
    "gone": _gone,
    "empty": _empty,
}
"""Everything that an API server, or what stands before it, was seen to do to a request."""


@asynccontextmanager
async def fault_proxy(kubeconfig: Path, out: Path, *, seed: int = 1) -> AsyncIterator[FaultProxy]:
    """A proxy before the cluster of `kubeconfig`; `out` gets a kubeconfig that leads through it."""
    async with connect(kubeconfig) as upstream:
        proxy = FaultProxy(upstream, random.Random(seed))
        app = web.Application(client_max_size=2**22)
        app.router.add_route("*", "/{path:.*}", proxy.handle)
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        proxy.port = runner.addresses[0][1]
        out.write_text(json.dumps(_kubeconfig(proxy.port)))  # noqa: ASYNC240 - before anything is served
        try:
            yield proxy
        finally:
            await runner.cleanup()


def _kubeconfig(port: int) -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "proxy",
        "clusters": [{"name": "proxy", "cluster": {"server": f"http://127.0.0.1:{port}"}}],
        "contexts": [{"name": "proxy", "context": {"cluster": "proxy", "user": "proxy"}}],
        "users": [{"name": "proxy", "user": {}}],
    }


async def main() -> None:
    """The proxy as a program, until it is stopped."""
    parser = argparse.ArgumentParser(prog="python -m tests.failures.proxy", description=__doc__)
    parser.add_argument("--kubeconfig", type=Path, required=True, help="the cluster behind the proxy")
    parser.add_argument("--out", type=Path, required=True, help="gets a kubeconfig that leads through the proxy")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND=RATE", help=f"one of {', '.join(FAULTS)}")
    options = parser.parse_args()
    async with fault_proxy(options.kubeconfig, options.out) as proxy:
        for text in options.fault:
            kind, _, rate = text.partition("=")
            proxy.faults.append(Fault(kind, float(rate or 1)))
        print(f"listens on 127.0.0.1:{proxy.port}; kubeconfig: {options.out}")  # noqa: T201 - a program
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
