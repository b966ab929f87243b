"""Two locks: one says that a supervisor runs here, the other that some process of a run still lives.

Every child inherits the second one, so whatever an earlier run left behind is found by the lock that it holds, and
nothing else is ever taken for ours (a process id in a file may belong to a stranger by now).
"""

import asyncio
import fcntl
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from services.local.options import HIGHEST_PORT, Options
from services.local.state import InTheWay, State

ENDS_BY_ITSELF = 5.0
"""Seconds that leftovers get: the kernel told them of the supervisor's death, and Valkey writes its file to the end."""
ENDS_AT_ALL = 10.0


def lock(state: State, options: Options) -> IO[str]:
    """Held until this process ends, however it ends; `InTheWay` names who holds it."""
    handle = (state.folder / "lock").open("a+")
    if not _taken(handle):
        handle.seek(0)
        raise InTheWay(folder_in_use(state.folder, handle.read().strip(), options.port))
    handle.seek(0)
    handle.truncate()
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def folder_in_use(folder: Path, pid: str, port: int) -> str:
    """What is in the way, and the two ways around it."""
    return (
        f"Another run (process {pid or 'unknown'}) uses the data folder {folder}. "
        f"Stop it with Ctrl-C there, or give this one its own: make run DATA=.storeyard-2 PORT={another_port(port)}"
    )


def another_port(port: int) -> int:
    """A port to suggest: well away from this one and its neighbour."""
    return port + 100 if port + 100 <= HIGHEST_PORT else port - 100


async def no_leftovers(state: State, say: Callable[[str], None]) -> IO[str]:
    """The lock that children inherit, once nothing of an earlier run lives any more."""
    handle = (state.run / "alive.lock").open("a+")
    loop = asyncio.get_running_loop()
    began = loop.time()
    if not _taken(handle):
        say("An earlier run is still ending; waiting for it …")
    while not _taken(handle):
        if loop.time() - began > ENDS_AT_ALL:
            raise InTheWay(f"Processes of an earlier run do not end: {holders(state.run / 'alive.lock')}")
        if loop.time() - began > ENDS_BY_ITSELF:
            _kill(holders(state.run / "alive.lock"))
        await asyncio.sleep(0.1)
    return handle


def holders(path: Path) -> list[int]:
    """Other processes that hold this very file open (from /proc; elsewhere nobody is found)."""
    wanted, found = path.stat(), set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            seen = link.stat()
            if (seen.st_dev, seen.st_ino) == (wanted.st_dev, wanted.st_ino):
                found.add(int(link.parts[2]))
    return sorted(found - {os.getpid()})


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _taken(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
