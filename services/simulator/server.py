"""The process: both servers, the loop, the housekeeping, and the files that say where they are."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path

import orjson
import yaml
from aiohttp import web

from services.simulator import seed
from services.simulator.controllers.loop import Loop
from services.simulator.database import Database, checkpoint
from services.simulator.hub import Hub
from services.simulator.routes import Api
from services.simulator.settings import SimulatorSettings
from services.simulator.shops.server import Shops
from services.simulator.store import Store

HOUSEKEEPING = 2.0
"""Seconds between checkpoints of the write-ahead log: some megabytes under load, nothing when idle."""


async def serve(settings: SimulatorSettings) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    database = Database(settings.database)
    store = Store(database)
    seed.plant(store)
    loop = Loop(store, settings)
    api = Api(store, Hub(store, settings.history), settings.write_delay)
    runners = [await _listen(app) for app in (api.application(), Shops(store).application())]
    ports = [await _bind(runner, settings.host, port) for runner, port in zip(runners, _ports(settings), strict=True)]
    _tell(settings, *ports)
    try:
        await _work_until(stop, loop, settings, database)
    finally:
        for runner in runners:
            await runner.cleanup()
        database.close()


def _ports(settings: SimulatorSettings) -> tuple[int, int]:
    return settings.port, settings.shops_port


async def _listen(app: web.Application) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
    await runner.setup()
    return runner


async def _bind(runner: web.AppRunner, host: str, port: int) -> int:
    site = web.TCPSite(runner, host, port, backlog=1024)
    await site.start()
    return int(runner.addresses[-1][1])


async def _work_until(stop: asyncio.Event, loop: Loop, settings: SimulatorSettings, database: Database) -> None:
    """A loop that dies ends the process, so that its supervisor sees it."""
    work = {
        asyncio.create_task(loop.run()),
        asyncio.create_task(_keep_house(settings, database)),
        asyncio.create_task(stop.wait()),
    }
    done, others = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for task in done:
        task.result()


async def _keep_house(settings: SimulatorSettings, database: Database) -> None:
    while True:
        await asyncio.sleep(HOUSEKEEPING)
        await asyncio.to_thread(checkpoint, settings.database)
        database.restart_log()
        database.trim_journal(settings.journal_rows)


def _tell(settings: SimulatorSettings, port: int, shops_port: int) -> None:
    if settings.kubeconfig_out:
        _write(settings.kubeconfig_out, yaml.safe_dump(_kubeconfig(f"http://{settings.host}:{port}")).encode())
    if settings.info_file:
        _write(settings.info_file, orjson.dumps({"port": port, "shopsPort": shops_port, "pid": os.getpid()}))


def _kubeconfig(server: str) -> dict[str, object]:
    name = "storeyard-simulator"
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": server}}],
        "users": [{"name": name, "user": {"token": "simulated"}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, so that nobody reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.chmod(0o600)
    part.replace(path)


def main(settings: SimulatorSettings) -> None:
    """Serve; Ctrl-C is an ordinary end."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(settings))
