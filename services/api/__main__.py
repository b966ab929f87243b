"""`python -m services.api`: serves until SIGTERM."""

import structlog

from services.api.app import application
from services.api.context import CONTEXT
from services.api.protocol import listening
from shared.observability import logs
from shared.observability.probes import announce
from shared.process import run, spare_the_collector, stop_event
from shared.settings import Settings

log = structlog.get_logger()


async def main(settings: Settings) -> None:
    """Runs the application on its port."""
    name = settings.process_name or "api"
    logs.configure(settings.log, name)
    spare_the_collector()
    stop = stop_event()
    app = application(settings)
    async with listening(app, settings.api.host, settings.api.port, is_secure=app[CONTEXT].is_secure) as port:
        announce(settings.probes, name, port)
        log.info("serving", port=port)
        await stop.wait()
    log.info("stopped")


if __name__ == "__main__":
    run(main)
