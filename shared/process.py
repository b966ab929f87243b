"""The rim of a process: signals, heartbeat, probes, connections. Each service fills in what it does."""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import structlog
import uvloop

from shared.observability import logs
from shared.observability.heartbeat import Heartbeat
from shared.observability.probes import serve
from shared.preflight import Preflight
from shared.repository import Repository, connect, repository
from shared.settings import BadSettings, Settings, load

REDIS_PATIENCE = 12
"""Retries with backoff: worker and reconciler outlive a restart of Redis."""
YOUNG_OBJECTS = 5_000
"""Objects until the collector looks at the young ones, 700 by default: a store's JSON alone is thousands. So much may
lie uncollected, about half a MiB."""

log = structlog.get_logger()


def run(main: Callable[[Settings], Coroutine[None, None, None]]) -> None:
    """A process from its settings to its end; those that cannot be used end it with a sentence and no traceback."""
    try:
        uvloop.run(main(load()))
    except BadSettings as error:
        sys.exit(f"storeyard: these settings cannot be used:\n{error}")


def spare_the_collector() -> None:
    """What the imports made stays for good: cycles are looked for among what came later, and not after each request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)


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
async def rim(
    settings: Settings, process: str, preflight: Preflight
) -> AsyncIterator[tuple[asyncio.Event, Repository]]:
    """Logs, heartbeat, probes and state of a process without an HTTP side; yields what ends it and its repository."""
    name = settings.process_name or process
    logs.configure(settings.log, name)
    spare_the_collector()
    heartbeat, stop = Heartbeat(), stop_event()
    redis = connect(settings.redis.url, settings.redis.password, patience=REDIS_PATIENCE)

    async def redis_answers() -> str | None:
        return None if await redis.ping() else "does not answer"

    ready = {"redis": redis_answers, "preflight": preflight.lack}
    beating = asyncio.create_task(heartbeat.run())
    try:
        async with serve(settings.probes, name, heartbeat, ready) as port:
            log.info("started", probes=port)
            yield stop, repository(redis, settings.redis.prefix)
    finally:
        await end(beating)
        await redis.aclose()
        log.info("stopped")
