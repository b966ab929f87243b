"""Only the API, as real processes over a real Valkey; the test plays the cluster's side, so nothing else costs time."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from shared.repository import Repository, connect, repository
from tests.contract.process import Simulator
from tests.integration.api.player import Player
from tests.stack import Client, Stack, _serves
from tests.waiting import until


@dataclass
class Front:
    """Running replicas of the api, and the state that they share."""

    stack: Stack
    repository: Repository
    player: Player


@asynccontextmanager
async def front(*names: str, program: str = "services.{service}", **settings: str) -> AsyncIterator[Front]:
    """Replicas of the api with these names (`api` alone by default); the read model stands and is empty."""
    folder = Path(mkdtemp(prefix="storeyard-"))  # short: a unix socket's path has at most 107 characters
    nobody = Simulator(folder, {})
    stack = Stack(folder, folder / "no-kubeconfig", "127.0.0.1:9", settings, nobody, program=program)
    stack.prepare()
    async with AsyncExitStack() as on:
        on.callback(stack.stop)
        stack.valkey()
        await until(stack.socket.exists, "Valkey listens")
        state = await on.enter_async_context(_state(stack))
        player = Player(state)
        await player.rebuild()
        for name in names or ("api",):
            stack.start("api", name)
        for name in names or ("api",):
            async with stack.client("admin", name) as client:
                await until(partial(_serves, client), f"{name} serves")
        yield Front(stack, state, player)


@asynccontextmanager
async def _state(stack: Stack) -> AsyncIterator[Repository]:
    redis = connect(f"unix://{stack.socket}", None)
    yield repository(redis, "storeyard")
    await redis.aclose()


async def metrics(client: Client) -> dict[str, Metric]:
    """What the process behind the client says about itself."""
    async with client.session.get("/metrics") as answer:
        return {family.name: family for family in text_string_to_metric_families(await answer.text())}


async def resident(client: Client) -> int:
    """Bytes of memory that the process holds."""
    (sample,) = (await metrics(client))["process_resident_memory_bytes"].samples
    return int(sample.value)
