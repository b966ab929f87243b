from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from shared.kubernetes.client import Connection, connect
from shared.kubernetes.gateway import Gateway
from tests.unit.kubernetes.stub import FakeTime, Stub, kubeconfig


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    stub = Stub()
    yield stub
    stub.closing.set()


@pytest.fixture
async def server(stub: Stub) -> AsyncIterator[TestServer]:
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", stub.handle)
    async with TestServer(app) as server:
        yield server
        stub.closing.set()


@pytest.fixture
async def connection(server: TestServer, tmp_path: Path) -> AsyncIterator[Connection]:
    async with connect(kubeconfig(tmp_path, str(server.make_url("/")), token="from-file")) as connection:
        yield connection


@pytest.fixture
def gateway(connection: Connection, time: FakeTime) -> Gateway:
    return Gateway(connection, sleep=time.sleep, clock=time.clock)
