"""`python -m services.local` as somebody at a terminal has it: real processes, a folder and ports of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import aiohttp

from services.local.locks import holders
from tests.unit.local.ports import two_ports
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[3]
UP = 60.0


@dataclass
class Run:
    """One `make run`."""

    data: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    workers: int = 2
    process: subprocess.Popen[bytes] | None = None
    out: Path = field(default_factory=lambda: Path(mkdtemp(prefix="out-")) / "out")

    @property
    def folder(self) -> Path:
        """The state of the one cluster that this run knows."""
        [found] = (path.parent for path in self.data.glob("*/lock"))
        return found

    @property
    def text(self) -> str:
        return self.out.read_text() if self.out.exists() else ""

    def start(self) -> None:
        names = ("PORT", "WORKERS", "KUBECONFIG")
        kept = {k: v for k, v in os.environ.items() if k not in names and not k.startswith("STOREYARD_")}
        command = [sys.executable, "-m", "services.local", "--port", str(self.port), "--data", str(self.data)]
        command += ["--workers", str(self.workers)]
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**kept, **self.settings}, stdout=out, stderr=out, start_new_session=True
            )

    async def is_up(self) -> None:
        await until(lambda: "Storeyard is running" in self.text or self.code is not None, "it is up", UP)
        assert self.code is None, self.text

    @property
    def code(self) -> int | None:
        return self.process.poll() if self.process else None

    async def ends(self, number: signal.Signals) -> float:
        """Sends a signal to the supervisor; the seconds until it ended."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(number)
        await until(lambda: self.code is not None, "it ends", 20)
        return time.monotonic() - began

    def pids(self) -> dict[str, int]:
        """Who wrote that it listens, by name."""
        return {path.stem: json.loads(path.read_text())["pid"] for path in (self.folder / "run").glob("*.json")}

    def remaining(self) -> list[int]:
        """Processes of this run that live, Valkey included: all of them hold the lock that they inherited."""
        return holders(self.folder / "run" / "alive.lock")

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {(self.data / 'admin-token').read_text().strip()}"}
        async with (
            aiohttp.ClientSession(f"http://127.0.0.1:{self.port}", headers=headers) as session,
            session.request(method, f"/api/v1{path}", json=body) as answer,
        ):
            return answer.status, await answer.json()

    async def stores(self) -> dict[str, str]:
        """Phase by name."""
        status, page = await self.call("GET", "/stores")
        assert status == 200, page
        return {store["name"]: store["phase"] for store in page["items"]}

    def clear_away(self) -> None:
        """Whatever a test left: the supervisor, and through it all others."""
        if self.process and self.code is None:
            self.process.kill()
            self.process.wait()


@asynccontextmanager
async def running(**settings: Any) -> AsyncIterator[Run]:
    """A run that is up."""
    run = Run(Path(mkdtemp(prefix="run-")) / "data", two_ports(), **settings)
    try:
        run.start()
        await run.is_up()
        yield run
    except BaseException:
        sys.stderr.write(run.text)
        raise
    finally:
        run.clear_away()
