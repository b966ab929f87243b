"""A simulator of its own for each test that kills or configures it, one shared one for the others."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from tests.contract.process import Simulator
from tests.contract.server import Server

Start = Callable[..., Simulator]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a simulator with these settings."""
    started: list[Simulator] = []

    def begin(**settings: str) -> Simulator:
        simulator = Simulator(tmp_path, {"SPEED": "5", **settings})
        started.append(simulator)
        simulator.start()
        return simulator

    yield begin
    for simulator in started:
        simulator.stop()


@pytest.fixture(scope="session")
def shared_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    simulator = Simulator(tmp_path_factory.mktemp("simulator"), {"SPEED": "5"})
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
async def server(shared_simulator: Simulator) -> AsyncIterator[Server]:
    async with connect(shared_simulator.kubeconfig) as connection:
        served = Server(Gateway(connection), connection)
        yield served
        await served.clean_up()


@pytest.fixture
async def gateway(server: Server) -> Gateway:
    return server.gateway


@pytest.fixture
async def namespace(server: Server) -> str:
    return await server.namespace()
