"""The simulator as a real process of its own."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = 20.0


@dataclass
class Simulator:
    """One running simulator; its database outlives it, so `restart` shows what was kept."""

    folder: Path
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    port: int = 0
    shops_port: int = 0

    @property
    def kubeconfig(self) -> Path:
        return self.folder / "kubeconfig"

    def start(self) -> None:
        """A restart takes the same ports, as an API server keeps its address."""
        info = self.folder / "info.json"
        info.unlink(missing_ok=True)
        ports = {"PORT": self.port, "SHOPS_PORT": self.shops_port}
        names = ports | {"DATABASE": self.folder / "simulator.db", "INFO_FILE": info, "KUBECONFIG_OUT": self.kubeconfig}
        told = {f"STOREYARD_SIMULATOR__{name}": str(value) for name, value in {**names, **self.settings}.items()}
        log = (self.folder / "log").open("ab")
        command = [sys.executable, "-m", "services.simulator"]
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **told}, stderr=log)
        log.close()
        self._await(info)

    def _await(self, info: Path) -> None:
        assert self.process
        deadline = time.monotonic() + START
        while not info.exists():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "the simulator does not start"
            time.sleep(0.02)
        told = json.loads(info.read_text())
        self.port, self.shops_port = told["port"], told["shopsPort"]

    def kill(self) -> None:
        """As an out-of-memory kill does it."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
