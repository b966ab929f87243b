"""`python -m services.api`: serves until SIGTERM."""

import sys

import structlog
import uvloop
from aiohttp import web

from services.api.app import application
from shared.observability import logs
from shared.observability.probes import announce
from shared.process import stop_event
from shared.settings import BadSettings, Settings, load_or_exit

GRACE = 3.0
"""Seconds that open requests get; event streams never end by themselves."""

log = structlog.get_logger()


async def main(settings: Settings) -> None:
    """Runs the application on its port."""
    name = settings.process_name or "api"
    logs.configure(settings.log, name)
    stop = stop_event()
    runner = web.AppRunner(application(settings), access_log=None, shutdown_timeout=GRACE)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.api.host, settings.api.port).start()
        port = int(runner.addresses[0][1])
        announce(settings.probes, name, port)
        log.info("serving", port=port)
        await stop.wait()
    finally:
        await runner.cleanup()
        log.info("stopped")


if __name__ == "__main__":
    loaded = load_or_exit()
    try:
        uvloop.run(main(loaded))
    except BadSettings as error:
        sys.exit(f"storeyard: these settings cannot be used:\n{error}")
