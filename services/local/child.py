"""One supervised process: started again when it dies or hangs, as a Deployment would."""

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from services.local import health
from services.local.health import Silence
from services.local.options import REPOSITORY
from services.local.table import Layer, Program

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 0.3, 10.0
STEADY = 20.0
"""Seconds after which a process counts as started well and its next restart is quick again."""
WARMING = 0.1
"""Seconds between questions until the first answer."""
LOG_MAX = 5_000_000
LAST_WORDS = 3
"""Lines of a log that are shown when its process ends by itself."""
WIDTH = 300
CANNOT_START = 127
"""What a shell says, too."""

_libc = ctypes.CDLL(None, use_errno=True)


def pause_before(restart: int) -> float:
    """Seconds before restart number 0, 1, 2 … of a process that does not stay up."""
    return min(FIRST_PAUSE * float(2 ** min(restart, 10)), LONGEST_PAUSE)


@dataclass
class Child:
    """A program and its current process; `lock` is the descriptor that it inherits (see `services.local.locks`)."""

    program: Program
    run: Path
    lock: int
    say: Callable[[str], None]
    process: asyncio.subprocess.Process | None = None
    up: asyncio.Event = field(default_factory=asyncio.Event)
    _keeper: asyncio.Task[None] | None = None

    @property
    def log(self) -> Path:
        """Where its standard output and error go."""
        return self.run / f"{self.program.name}.log"

    def start(self) -> None:
        """Runs it from now on, whatever happens to it."""
        self._keeper = asyncio.create_task(self._keep_running())

    async def stop(self, patience: float) -> None:
        """SIGTERM, and after `patience` seconds SIGKILL; it is not started again."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        process = self.process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), patience)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _keep_running(self) -> None:
        quick = 0
        while True:
            began = time.monotonic()
            try:
                code = await self._live_once()
            except OSError as error:
                self.say(f"{self.program.name} cannot be started: {error}")
                code = CANNOT_START
            quick = 0 if time.monotonic() - began > STEADY else quick + 1
            self.say(f"{self.program.name} ended ({ending(code)}); starting it again. Its log: {self.log}")
            for line in last_words(self.log) if code >= 0 else ():
                self.say(f"  {line}")
            await asyncio.sleep(pause_before(quick - 1))

    async def _live_once(self) -> int:
        self._turn_log()
        with self.log.open("ab") as output:
            self.process = process = await asyncio.create_subprocess_exec(
                *self.program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **self.program.environment},
                cwd=REPOSITORY,
                start_new_session=True,
                pass_fds=(self.lock,),
                preexec_fn=_end_with_parent(self.program),
            )
        watching = asyncio.create_task(self._replace_when_hung(process))
        try:
            return await process.wait()
        finally:
            watching.cancel()

    def _turn_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))

    async def _replace_when_hung(self, process: asyncio.subprocess.Process) -> None:
        silence = Silence(time.monotonic())
        while True:
            if await health.answers(self.program, self.run, process.pid):
                silence.answered = time.monotonic()
                self.up.set()
            elif silence.is_hung(time.monotonic()):
                self.say(f"{self.program.name} does not answer any more; replacing it.")
                process.kill()
                return
            await asyncio.sleep(health.PROBE_SECONDS if silence.answered else WARMING)


def ending(code: int) -> str:
    """How a process ended, in words."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def last_words(log: Path) -> list[str]:
    """The end of a log, short enough for a screen."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return [line[:WIDTH] for line in lines[-LAST_WORDS:]]


def _end_with_parent(program: Program) -> Callable[[], None] | None:
    """Linux tells the child when the supervisor dies; Valkey ends in order, the others survive a SIGKILL anyway."""
    if not hasattr(_libc, "prctl"):
        return None
    number, parent = signal.SIGTERM if program.layer is Layer.VALKEY else signal.SIGKILL, os.getpid()

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return tie
