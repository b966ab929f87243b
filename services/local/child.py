"""One supervised process: started again when it dies or hangs, as a Deployment would."""

import asyncio
import ctypes
import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from services.local.options import REPOSITORY
from services.local.table import Program
from shared.serialization import loads

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 5.0
STEADY = 20.0
"""Seconds after which a process counts as started well and its next restart is quick again."""
HUNG_AFTER = 15.0
PROBE_PERIOD = 2.0
LOG_MAX = 5_000_000
KILL_AFTER = 7.0
"""Seconds between SIGTERM and SIGKILL; all has ended within 10."""

_libc = ctypes.CDLL(None, use_errno=True)


def pause_before(restart: int) -> float:
    """Seconds before restart number 0, 1, 2 … of a process that does not stay up."""
    return min(FIRST_PAUSE * float(2**restart), LONGEST_PAUSE)


@dataclass
class Child:
    """A program and its current process."""

    program: Program
    run: Path
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    stopping: bool = False
    _answered: float = field(default_factory=time.monotonic)

    async def keep_running(self) -> None:
        """Starts it, and again whenever it ends, until `stop`."""
        quick = 0
        while not self.stopping:
            began = time.monotonic()
            await self._start()
            code = await self._until_it_ends()
            if self._is_stopping():
                return
            quick = 0 if time.monotonic() - began > STEADY else quick + 1
            self.restarts += 1
            print(f"  {self.program.name} ended ({_ending(code)}); starting it again. Log: {self.log}", flush=True)
            await asyncio.sleep(pause_before(quick))

    def _is_stopping(self) -> bool:
        return self.stopping

    @property
    def log(self) -> Path:
        """Where its standard output and error go."""
        return self.run / f"{self.program.name}.log"

    async def _start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        number = signal.SIGTERM if self.program.gentle else signal.SIGKILL
        with self.log.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                *self.program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.program.environment},
                cwd=REPOSITORY,
                start_new_session=True,
                preexec_fn=lambda: _die_with_parent(number),
            )
        self._answered = time.monotonic()

    async def _until_it_ends(self) -> int:
        process = self.process
        if process is None:
            return 0
        watching = asyncio.create_task(self._kill_when_hung(process))
        try:
            return await process.wait()
        finally:
            watching.cancel()

    async def _kill_when_hung(self, process: asyncio.subprocess.Process) -> None:
        """A process whose /livez is silent for `HUNG_AFTER` is replaced (R38)."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PROBE_PERIOD)) as session:
            while True:
                await asyncio.sleep(PROBE_PERIOD)
                port = probes_port(self.run, self.program.name, process.pid)
                if port is None or await _answers(session, port):
                    self._answered = time.monotonic()
                elif time.monotonic() - self._answered > HUNG_AFTER:
                    print(f"  {self.program.name} does not answer /livez; replacing it.", flush=True)
                    process.kill()
                    return

    async def stop(self) -> None:
        """SIGTERM, then SIGKILL after a while."""
        self.stopping = True
        process = self.process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), KILL_AFTER)
        except TimeoutError:
            process.kill()
            await process.wait()


def probes_port(run: Path, name: str, pid: int) -> int | None:
    """The port that this very process wrote, or None while it wrote none."""
    try:
        found = loads((run / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        return None
    return int(found["port"]) if found.get("pid") == pid else None


async def _answers(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/livez") as response:
            return response.status == 200  # noqa: PLR2004 - alive
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


def _die_with_parent(number: int) -> None:
    _libc.prctl(PR_SET_PDEATHSIG, number)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
