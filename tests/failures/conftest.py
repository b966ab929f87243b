"""What every experiment is given."""

import pytest

from tests.failures.size import Size, chosen


@pytest.fixture(scope="session")
def size() -> Size:
    return chosen()
