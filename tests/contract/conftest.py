"""One API server for all sentences: the simulator, or the one that STOREYARD_TEST_KUBECONFIG names."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shared.kubernetes.client import Connection, connect
from shared.kubernetes.gateway import Gateway
from tests.contract.process import Simulator
from tests.contract.server import Server

REAL = "STOREYARD_TEST_KUBECONFIG"


@pytest.fixture(scope="session")
def kubeconfig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    if given := os.environ.get(REAL):
        yield Path(given)
        return
    simulator = Simulator(tmp_path_factory.mktemp("simulator"), {"SPEED": "5"})
    simulator.start()
    yield simulator.kubeconfig
    simulator.stop()


@pytest.fixture
async def connection(kubeconfig: Path) -> AsyncIterator[Connection]:
    async with connect(kubeconfig) as opened:
        yield opened


@pytest.fixture
async def gateway(connection: Connection) -> Gateway:
    return Gateway(connection, timeout=10.0)


@pytest.fixture
async def server(gateway: Gateway, connection: Connection) -> AsyncIterator[Server]:
    served = Server(gateway, connection)
    yield served
    await served.clean_up()


@pytest.fixture
async def namespace(server: Server) -> str:
    """The name of a new namespace of this test's own."""
    return await server.namespace()
