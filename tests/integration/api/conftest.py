"""A platform whose read model stands, and one factory for every other kind."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from shared.repository import Repository
from tests.integration.api.platform import Platform, serving
from tests.integration.api.player import Player

Start = Callable[..., AbstractAsyncContextManager[Platform]]


@pytest.fixture
def player(repository: Repository) -> Player:
    return Player(repository)


@pytest.fixture
def start(tmp_path: Path, valkey_url: str, prefix: str, player: Player) -> Start:
    """Serves an api with other settings; several share one state."""

    def starting(url: str = valkey_url, **groups: Any) -> AbstractAsyncContextManager[Platform]:
        return serving(tmp_path, url, prefix, player, **groups)

    return starting


@pytest.fixture
async def platform(start: Start, player: Player) -> AsyncIterator[Platform]:
    await player.rebuild()
    async with start() as running:
        yield running
