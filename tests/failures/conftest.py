"""What every experiment is given."""

import pytest

from tests.failures.size import Size, chosen
from tests.waiting import patience


@pytest.fixture(scope="session")
def size() -> Size:
    return chosen()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With more patience an experiment may take longer in all, too."""
    for item in items:
        if patience() > 1 and (marker := item.get_closest_marker("timeout")):
            item.add_marker(pytest.mark.timeout(marker.args[0] * patience()), append=False)
