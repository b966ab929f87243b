"""The experiments of tests/failures at a small size on the real API server, with the rights of the chart."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest

from shared.domain.labels import UID, labels_of
from shared.domain.observation import namespace_view
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from tests.cluster.installed import Installed
from tests.cluster.place import ON_A_CLUSTER, on_the_cluster
from tests.failures import points
from tests.failures.lab import LAUNCHER
from tests.failures.points import Failpoint
from tests.failures.proxy import Fault, FaultProxy, fault_proxy
from tests.stack import Client, Stack
from tests.waiting import until

pytestmark = ON_A_CLUSTER

STEPS = ("after post", "before workloads", "before release", "before verdict")
SPOILT = ("conflict", "throttled", "error", "unavailable", "reset", "lost", "half")


@dataclass
class Experiment:
    """The product on the cluster, its worker behind a fault proxy and with failpoints."""

    stack: Stack
    gateway: Gateway
    proxy: FaultProxy
    failpoints: list[Failpoint]
    ada: Client

    async def attempts(self, name: str) -> int:
        return namespace_view(await self.gateway.get(NAMESPACE, f"store-{name}")).status.attempt


@asynccontextmanager
async def experiment(release: Installed, folder: Path, failpoints: list[Failpoint]) -> AsyncIterator[Experiment]:
    """One worker, which the caller replaces when it dies."""
    through = folder / "proxy.kubeconfig"
    own = {"STOREYARD_KUBERNETES__KUBECONFIG": str(through), points.VARIABLE: points.told(failpoints)}
    async with (
        fault_proxy(release.kubeconfig("worker"), through) as proxy,
        on_the_cluster(release, variables={"worker": own}, program=LAUNCHER) as (stack, gateway),
        stack.client() as ada,
    ):
        yield Experiment(stack, gateway, proxy, failpoints, ada)


def _name() -> str:
    return f"try-{token_hex(4)}"


async def _replace(stack: Stack) -> None:
    """Starts the worker again whenever it has died."""
    while True:
        if not stack.processes["worker-1"].is_alive:
            stack.start("worker", "worker-1")
        await asyncio.sleep(0.1)


async def test_r4_a_kill_at_a_step_ends_ready(release: Installed, tmp_path: Path) -> None:
    names = {_name(): where for where in STEPS}
    failpoints = [Failpoint.at(where, tmp_path, store=name) for name, where in names.items()]
    async with experiment(release, tmp_path, failpoints) as it:
        replacing = asyncio.create_task(_replace(it.stack))
        uids = {name: (await it.ada.create(name, "woocommerce"))["uid"] for name in names}
        for name in names:
            await it.ada.reaches(name, "Ready", 240)
        replacing.cancel()
        assert all(one.was_met for one in failpoints)
        assert max([await it.attempts(name) for name in names]) > 1
        for name, uid in uids.items():
            await it.ada.delete(name, uid, 120)


async def test_r8_faults_at_once_and_the_store_comes_up(release: Installed, tmp_path: Path) -> None:
    name = _name()
    async with experiment(release, tmp_path, []) as it:
        it.proxy.faults = [Fault(kind, 0.07) for kind in SPOILT]
        uid = (await it.ada.create(name, "medusa"))["uid"]
        await it.ada.reaches(name, "Ready", 240)
        struck = {seen.fault for seen in it.proxy.record} - {""}
        assert struck, "no fault has struck"
        it.proxy.faults = []
        await it.ada.delete(name, uid, 120)


@pytest.mark.parametrize("where", ["before create", "before send"])
async def test_r44_a_sleeper_that_wakes_after_its_store_is_gone_touches_nobody(
    where: str, release: Installed, tmp_path: Path
) -> None:
    """Its request leaves when the name is somebody else's; the API server itself refuses it."""
    name = _name()
    async with experiment(release, tmp_path, [Failpoint.at(where, tmp_path, action="freeze", store=name)]) as it:
        old = (await it.ada.create(name, "woocommerce"))["uid"]
        await until(lambda: it.failpoints[0].was_met, "the worker sleeps")
        it.stack.start("worker", "worker-2")
        await it.ada.delete(name, old, 120)
        new = (await it.ada.create(name, "medusa"))["uid"]
        await it.ada.reaches(name, "Ready", 240)
        it.stack.processes["worker-1"].thaw()
        it.stack.processes["worker-2"].stop()
        await until(lambda: _serves(it.ada, name), "the sleeper works again")
        found = await it.gateway.get(NAMESPACE, f"store-{name}")
        assert labels_of(found)[UID] == new
        status, told = await it.ada.call("GET", f"/stores/{name}/manifests")
        assert status == 200
        assert {labels_of(one).get(UID, new) for one in told["items"]} == {new}
        await it.ada.delete(name, new, 120)


async def _serves(ada: Client, name: str) -> bool:
    return (await ada.call("POST", f"/stores/{name}/credentials"))[0] == 200


async def test_r6_a_flushall_loses_no_store_that_the_cluster_has(release: Installed, tmp_path: Path) -> None:
    name = _name()
    async with experiment(release, tmp_path, []) as it:
        uid = (await it.ada.create(name, "medusa"))["uid"]
        await until(lambda: it.gateway.find(NAMESPACE, f"store-{name}"), "the namespace is there")
        await it.stack.redis("FLUSHALL")
        store = await it.ada.reaches(name, "Ready", 240)
        assert store["uid"] == uid
        await it.ada.delete(name, uid, 120)
