"""`python -m services.local`: the whole product on one machine, as `make run` starts it."""

import asyncio
import signal
import sys

from services.local.options import Options, parse
from services.local.screen import Screen
from services.local.supervisor import supervise
from shared.domain.errors import StoreyardError


async def main(options: Options) -> None:
    """Runs until Ctrl-C, SIGTERM, or until the terminal is closed."""
    stop = asyncio.Event()
    closed = () if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else (signal.SIGHUP,)  # nohup means it
    for number in (signal.SIGINT, signal.SIGTERM, *closed):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await supervise(options, Screen(), stop)


if __name__ == "__main__":
    try:
        asyncio.run(main(parse()))
    except StoreyardError as error:
        sys.exit(f"storeyard: {error}")
