"""Whether a process answers, what it says that it lacks, and when its silence means that it hangs (R38)."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from services.local.table import Program
from shared.preflight import NOT_YET
from shared.serialization import loads

PROBE_SECONDS = 2.0
"""Wait for one answer, and the pause between two questions."""
HUNG_AFTER = 15.0
"""Seconds of silence after which a process that used to answer is replaced."""
NEVER_AFTER = 60.0
"""Seconds that a process may take until its first answer."""
ALIVE = 200


@dataclass
class Silence:
    """How long a process has not answered, in seconds of the monotonic clock."""

    started: float
    answered: float | None = None

    def is_hung(self, now: float) -> bool:
        """Whether it has been silent for too long."""
        if self.answered is None:
            return now - self.started > NEVER_AFTER
        return now - self.answered > HUNG_AFTER


async def answers(program: Program, run: Path, pid: int) -> bool:
    """One question to this very process: PING at its socket, or /livez at the port that it wrote."""
    with suppress(OSError, TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(PROBE_SECONDS):
            if program.socket:
                return await _replies(program.socket)
            port = probes_port(run, program.name, pid)
            return port is not None and await _livez(port)
    return False


def probes_port(run: Path, name: str, pid: int) -> int | None:
    """The port that this very process wrote, or None while it wrote none."""
    try:
        found = loads((run / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        return None
    return int(found["port"]) if found.get("pid") == pid else None


async def lack(program: Program, run: Path, pid: int) -> str | None:
    """What this very process says that it lacks; empty: nothing; None while it does not answer or has not looked."""
    port = probes_port(run, program.name, pid)
    if port is None:
        return None
    with suppress(OSError, TimeoutError, aiohttp.ClientError):
        async with (
            asyncio.timeout(PROBE_SECONDS),
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/readyz") as response,
        ):
            text = "" if response.ok else (await response.text()).strip()
            return None if NOT_YET in text else text
    return None


async def _livez(port: int) -> bool:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/livez") as response:
        return response.status == ALIVE


async def _replies(socket: Path) -> bool:
    """Any reply is one: while Valkey reads its file it says that it is loading."""
    reader, writer = await asyncio.open_unix_connection(socket)
    try:
        writer.write(b"PING\r\n")
        return bool(await reader.readline())
    finally:
        writer.close()
