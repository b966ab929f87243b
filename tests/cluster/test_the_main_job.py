"""On a real API server: a store of each engine from POST to Ready and back to nothing, and a kill -9 in the middle."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex

import pytest

from shared.domain.observation import namespace_view
from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE, PERSISTENT_VOLUME
from tests.cluster.mirror import mirror
from tests.stack import Client, Stack, running
from tests.waiting import until

REAL = "STOREYARD_TEST_KUBECONFIG"

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.timeout(300),
    pytest.mark.skipif(REAL not in os.environ, reason=f"{REAL} names no cluster; make test-cluster makes one"),
]


@asynccontextmanager
async def on_the_cluster() -> AsyncIterator[tuple[Stack, Gateway]]:
    """The product against the real API server, in an installation of its own, shops answered by the simulator."""
    real = Path(os.environ[REAL])
    installation = f"test-{token_hex(4)}"  # runs beside others see only their own stores
    async with running(kubeconfig=real, settings={"INSTALLATION": installation}) as stack:
        key = (stack.folder / "master-key").read_bytes()
        simulated = stack.folder / "sim" / "kubeconfig"
        copying = asyncio.create_task(mirror(real, simulated, installation=installation, master_key=key))
        try:
            async with connect(real) as connection:
                yield stack, Gateway(connection)
        finally:
            copying.cancel()
            await asyncio.gather(copying, return_exceptions=True)


@pytest.mark.parametrize("engine", ["woocommerce", "medusa"])
async def test_a_store_becomes_ready_and_is_deleted_to_nothing(engine: str) -> None:
    name = f"{engine[:4]}-{token_hex(4)}"
    async with on_the_cluster() as (stack, gateway), stack.client() as ada:
        ordered = await ada.create(name, engine)
        store = await ada.reaches(name, "Ready", 120)
        assert all(step["state"] == "done" for step in store["timeline"])
        receipt = await ada.delete(name, ordered["uid"], 120)
        assert any(line.startswith("volume ") for line in receipt["removed"])
        assert await gateway.find(NAMESPACE, f"store-{name}") is None
        await until(lambda: _volumes_gone(gateway, name), "its volumes are gone", 60)


async def test_a_store_ends_ready_although_its_worker_is_killed_in_the_middle() -> None:
    async with on_the_cluster() as (stack, gateway), stack.client() as ada:
        name, uid = await _killed_in_the_middle(stack, gateway, ada)
        stack.start("worker", "worker-again")
        await ada.reaches(name, "Ready", 120)
        after = namespace_view(await gateway.get(NAMESPACE, f"store-{name}"))
        assert after.status.attempt == 2
        await ada.delete(name, uid, 120)


async def _killed_in_the_middle(stack: Stack, gateway: Gateway, ada: Client) -> tuple[str, str]:
    """A store whose worker died while it held the claim; a worker that was quicker than the kill gets another one."""
    for number in range(20):
        name = f"kill-{token_hex(4)}"
        ordered = await ada.create(name, "woocommerce")
        await until(lambda name=name: gateway.find(NAMESPACE, f"store-{name}"), "the namespace is claimed")
        worker = next(process for key, process in stack.processes.items() if key.startswith("worker"))
        worker.kill()
        view = namespace_view(await gateway.get(NAMESPACE, f"store-{name}"))
        if view.claim is not None:
            return name, ordered["uid"]
        del stack.processes[worker.name]
        stack.start("worker", f"worker-{number + 2}")
        await ada.delete(name, ordered["uid"], 120)
    pytest.fail("twenty workers were all quicker than their kill")


async def _volumes_gone(gateway: Gateway, name: str) -> bool:
    volumes = await gateway.list(PERSISTENT_VOLUME)
    return not any(v["spec"].get("claimRef", {}).get("namespace") == f"store-{name}" for v in volumes.items)
