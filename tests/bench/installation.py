"""The product with its default settings, and what the machine says about its processes."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from prometheus_client.parser import text_string_to_metric_families

from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from shared.settings import Settings
from tests.bench.spectator import Spectator
from tests.cluster.mirror import mirror
from tests.stack import FAST, Client, Stack, running

TICKS = os.sysconf("SC_CLK_TCK")


def default_settings() -> dict[str, str]:
    """What tests run faster, at the defaults again; only the rates stay raised, or nobody could order 1000 stores."""
    defaults = Settings.model_construct().model_dump()
    slow = {}
    for key in FAST:
        group, _, name = key.lower().partition("__")
        if group != "limits":
            slow[key] = str(defaults[group][name])
    return slow


@dataclass
class Installation:
    """A running product, its admin, and the cluster that it works on."""

    stack: Stack
    admin: Client
    gateway: Gateway
    spectator: Spectator
    installation: str

    def pids(self) -> dict[str, int]:
        """Our processes by name; Valkey among them, the cluster not."""
        return {name: process.popen.pid for name, process in self.stack.processes.items()}

    def cpu_by_kind(self) -> dict[str, float]:
        """CPU seconds so far: Valkey, api, reconciler, all workers, and the simulator where that is the cluster."""
        used = {"workers": 0.0}
        for name, pid in self.pids().items():
            kind = "workers" if name.startswith("worker") else name
            used[kind] = used.get(kind, 0.0) + cpu_seconds(pid)
        folder = self.stack.folder / "sim"
        if self.stack.kubeconfig.parent == folder:
            used["simulator"] = cpu_seconds(json.loads((folder / "info.json").read_text())["pid"])
        return used

    def memory(self) -> dict[str, float]:
        """Resident memory of each process in MiB."""
        return {name: rss(pid) for name, pid in self.pids().items()}

    async def metric(self, process: str, family: str) -> dict[str, float]:
        """Samples of a metric of that process, by name and labels."""
        port = self.stack.port(process)
        async with self.admin.session.get(f"http://127.0.0.1:{port}/metrics") as answer:
            text = await answer.text()
        return {
            f"{sample.name}{sorted(sample.labels.items())}": sample.value
            for one in text_string_to_metric_families(text)
            if one.name == family
            for sample in one.samples
        }

    async def order(self, names: list[str], at_once: int = 16) -> None:
        """Orders a store of each name, every second one of the other engine."""
        slots = asyncio.Semaphore(at_once)

        async def one(number: int, name: str) -> None:
            async with slots:
                await self.admin.create(name, ("woocommerce", "medusa")[number % 2])

        await asyncio.gather(*(one(number, name) for number, name in enumerate(names)))


@asynccontextmanager
async def installed(
    *,
    workers: int,
    kubeconfig: Path | None = None,
    simulator: dict[str, str] | None = None,
    settings: dict[str, str] | None = None,
    shops: bool = True,
) -> AsyncIterator[Installation]:
    """The product at its defaults on the simulator, or on the cluster of `kubeconfig` beside other installations.

    On a cluster nothing runs in the pods; `shops` answers for them from a simulator, which takes a share of the cores.
    """
    name = f"bench-{token_hex(3)}"
    told = {**default_settings(), "INSTALLATION": name, **(settings or {})}
    speed = {"SPEED": "1", "HISTORY": "50000", **(simulator or {})}
    async with (
        running(workers=workers, kubeconfig=kubeconfig, simulator=speed, settings=told) as stack,
        stack.client("admin") as admin,
        connect(stack.kubeconfig) as connection,
    ):
        spectator = Spectator(Gateway(connection), name)
        watching = [asyncio.create_task(spectator.run())]
        if kubeconfig and shops:
            key = (stack.folder / "master-key").read_bytes()
            simulated = stack.folder / "sim" / "kubeconfig"
            watching.append(asyncio.create_task(mirror(kubeconfig, simulated, installation=name, master_key=key)))
        try:
            await spectator.listed.wait()
            yield Installation(stack, admin, spectator.gateway, spectator, name)
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss(pid: int) -> float:
    """Resident memory in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def open_files(pid: int) -> tuple[int, int]:
    """Open file descriptors, and how many of them are connections."""
    links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
    return len(links), sum(link.startswith("socket:") for link in links)
