"""/livez, /readyz and /metrics: what they say is about this very process."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.observability.heartbeat import Heartbeat
from shared.observability.metrics import READY
from shared.serialization import dumps
from shared.settings import ProbesSettings

CHECK_SECONDS = 2.0
"""Longest wait for one check: a kubelet gives a probe a few seconds at most."""
ReadyCheck = Callable[[], Awaitable[str | None]]
"""What is missing, in a sentence, or None."""


def livez(heartbeat: Heartbeat) -> Callable[[web.Request], Awaitable[web.Response]]:
    """200 while the event loop turns; a stopped process does not answer at all."""

    async def handle(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n") if heartbeat.alive else web.Response(text="event loop stalled\n", status=503)

    return handle


def readyz(checks: Mapping[str, ReadyCheck]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """200 when nothing is missing, else 503 with a line for each thing that is."""

    async def handle(_request: web.Request) -> web.Response:
        missing = [f"{name}: {text}" for name, check in checks.items() if (text := await _lack(name, check))]
        return web.Response(text="\n".join(missing or ["ok"]) + "\n", status=503 if missing else 200)

    return handle


async def _lack(name: str, check: ReadyCheck) -> str | None:
    try:
        text = await asyncio.wait_for(check(), CHECK_SECONDS)
    except TimeoutError:
        text = f"no answer within {CHECK_SECONDS:.0f} s"
    except Exception as error:  # noqa: BLE001 - whatever a check meets is the answer, not a crash of the probe
        text = str(error) or type(error).__name__
    READY.labels(name).set(0 if text else 1)
    return text


async def metrics(_request: web.Request) -> web.Response:
    """Prometheus' text format."""
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@asynccontextmanager
async def serve(
    settings: ProbesSettings, process: str, heartbeat: Heartbeat, checks: Mapping[str, ReadyCheck]
) -> AsyncIterator[int]:
    """A small server for a process without one of its own; yields its port and notes it in `run_dir`."""
    app = web.Application()
    app.add_routes(
        [
            web.get("/livez", livez(heartbeat)),
            web.get("/readyz", readyz(checks)),
            web.get("/metrics", metrics),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        port = int(runner.addresses[0][1])
        announce(settings, process, port)
        yield port
    finally:
        await runner.cleanup()


def announce(settings: ProbesSettings, process: str, port: int) -> None:
    """Writes `<run_dir>/<process>.json`, whole or not at all, so that a supervisor finds the probes."""
    if settings.run_dir is None:
        return
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    target = settings.run_dir / f"{process}.json"
    draft = target.with_suffix(".json.new")
    draft.write_bytes(dumps({"port": port, "pid": os.getpid(), "started": time.time()}))
    draft.replace(target)
