"""The rim of a process: signals, heartbeat, probes, connections. Each service fills in what it does."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import structlog

from shared.observability import logs
from shared.observability.heartbeat import Heartbeat
from shared.observability.probes import ReadyCheck, serve
from shared.settings import Settings

log = structlog.get_logger()


def stop_event() -> asyncio.Event:
    """Set by the first SIGTERM or SIGINT; the one signal handler of the process."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancels until each has ended: redis-py 5.3 was seen to swallow a cancellation that meets it while it reads."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=0.2)


@asynccontextmanager
async def rim(settings: Settings, process: str, checks: Mapping[str, ReadyCheck]) -> AsyncIterator[asyncio.Event]:
    """Logs, heartbeat and probes of a process without an HTTP side of its own; yields the event that ends it."""
    name = settings.process_name or process
    logs.configure(settings.log, name)
    heartbeat, stop = Heartbeat(), stop_event()
    beating = asyncio.create_task(heartbeat.run())
    try:
        async with serve(settings.probes, name, heartbeat, checks) as port:
            log.info("started", probes=port)
            yield stop
    finally:
        beating.cancel()
        log.info("stopped")
