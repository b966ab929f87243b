"""One release of the chart for all tests of a pytest process."""

from collections.abc import Iterator

import pytest

from tests.cluster.installed import Installed, installed
from tests.cluster.place import administrator


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    with installed(administrator(), tmp_path_factory.mktemp("release")) as made:
        yield made
