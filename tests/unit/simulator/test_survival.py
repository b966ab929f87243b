"""kill -9 at any moment loses nothing that was acknowledged."""

import asyncio

from shared.kubernetes import kinds
from shared.kubernetes.client import connect
from shared.kubernetes.errors import Unreachable
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import config_map, deployment, job
from tests.contract.process import Simulator
from tests.contract.server import Server, eventually, namespace_object, version
from tests.unit.simulator.conftest import Start


async def test_a_kill_in_the_middle_of_writes_loses_none_that_was_acknowledged(start: Start) -> None:
    simulator = start()
    acknowledged: dict[str, int] = {}

    async def write(gateway: Gateway, lane: int) -> None:
        for number in range(1000):
            try:
                made = await gateway.create(config_map("default", f"map-{lane}-{number}"), budget=0.2)
            except Unreachable:
                return
            acknowledged[made["metadata"]["name"]] = version(made)

    async with connect(simulator.kubeconfig) as connection:
        gateway = Gateway(connection, timeout=1, budget=1)
        lanes = [asyncio.create_task(write(gateway, lane)) for lane in range(4)]

        async def enough() -> bool:
            return len(acknowledged) > 100

        await eventually(enough)
        simulator.kill()
        await asyncio.gather(*lanes)
    simulator.start()
    async with connect(simulator.kubeconfig) as connection:
        listed = await Gateway(connection).list(kinds.CONFIG_MAP, namespace="default")
        kept = {item["metadata"]["name"]: version(item) for item in listed.items}
        assert acknowledged.items() <= kept.items()
        assert listed.resource_version >= max(acknowledged.values())


async def test_controllers_go_on_where_a_kill_interrupted_them(start: Start) -> None:
    simulator = start()
    async with connect(simulator.kubeconfig) as connection:
        gateway = Gateway(connection)
        await gateway.create(namespace_object("store-a"))
        await gateway.apply(job("store-a"))
        await gateway.apply(deployment("store-a"))
        simulator.kill()
    simulator.start()
    await _becomes_ready(simulator)


async def _becomes_ready(simulator: Simulator) -> None:
    async with connect(simulator.kubeconfig) as connection:
        server = Server(Gateway(connection), connection)
        await server.until(
            kinds.DEPLOYMENT, "web", "store-a", lambda found: found.get("status", {}).get("readyReplicas") == 1
        )


async def test_a_namespace_that_was_being_deleted_is_gone_after_a_restart(start: Start) -> None:
    simulator = start(NAMESPACE_DELAY="2")
    async with connect(simulator.kubeconfig) as connection:
        gateway = Gateway(connection)
        await gateway.create(namespace_object("store-a"))
        await gateway.create(config_map("store-a"))
        await gateway.delete(kinds.NAMESPACE, "store-a")
        simulator.kill()
    simulator.start()
    async with connect(simulator.kubeconfig) as connection:
        server = Server(Gateway(connection), connection)
        await server.gone(kinds.NAMESPACE, "store-a")
        assert await server.gateway.find(kinds.CONFIG_MAP, "thing", "store-a") is None


async def test_the_clusters_identity_survives_a_restart(start: Start) -> None:
    simulator = start()
    uids = []
    for _ in range(2):
        async with connect(simulator.kubeconfig) as connection:
            found = await Gateway(connection).get(kinds.NAMESPACE, "kube-system")
            uids.append(found["metadata"]["uid"])
        simulator.stop()
        simulator.start()
    assert uids[0] == uids[1]


async def test_a_watch_from_before_a_restart_is_told_to_list_again(start: Start) -> None:
    simulator = start()
    async with connect(simulator.kubeconfig) as connection:
        gateway = Gateway(connection)
        before = (await gateway.list(kinds.CONFIG_MAP)).resource_version
        await gateway.create(config_map("default"))
        simulator.kill()
    simulator.start()
    async with connect(simulator.kubeconfig) as connection:
        server = Server(Gateway(connection), connection)
        events = [event async for event in server.events(kinds.CONFIG_MAP, before)]
    assert [event["object"]["code"] for event in events] == [410]
