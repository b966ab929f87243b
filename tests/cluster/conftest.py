"""What all tests on the real API server share."""

from collections.abc import AsyncIterator, Iterator

import pytest

from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from tests.cluster.installed import Installed, installed
from tests.cluster.place import administrator
from tests.contract.server import Server


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """One release of the chart for all tests of a pytest process."""
    with installed(administrator(), tmp_path_factory.mktemp("release")) as made:
        yield made


@pytest.fixture
async def admin() -> AsyncIterator[Server]:
    """An administrator, whose namespaces are gone after the test."""
    async with connect(administrator()) as connection:
        served = Server(Gateway(connection), connection)
        yield served
        await served.clean_up()
