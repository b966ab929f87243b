"""The main job with real processes, a real Valkey and the simulator."""

from pathlib import Path

import aiohttp
import pytest
from redis.asyncio import Redis

from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE, SERVICE
from tests.stack import running
from tests.waiting import until

pytestmark = pytest.mark.timeout(150)


@pytest.mark.parametrize("engine", ["woocommerce", "medusa"])
async def test_a_store_becomes_ready_sells_and_leaves_a_receipt(engine: str) -> None:
    async with running() as stack, stack.client() as ada:
        ordered = await ada.create("my-shop", engine)
        assert ordered["phase"] == "Queued"
        store = await ada.reaches("my-shop", "Ready")
        assert all(step["state"] == "done" for step in store["timeline"])
        assert store["readyAt"]
        assert store["failure"] is None
        async with (
            aiohttp.ClientSession() as shopper,
            shopper.get(f"http://{stack.shop_gateway}/", headers={"Host": "my-shop.localhost"}) as page,
        ):
            assert page.status == 200
            assert "simulated" in (await page.text()).lower()
        receipt = await ada.delete("my-shop", ordered["uid"])
        assert any("volume" in line for line in receipt["removed"])
        assert await ada.phase("my-shop") == "404"


async def test_the_credentials_come_sealed_from_a_worker_and_fit_the_derived_secret() -> None:
    async with running() as stack, stack.client() as ada:
        await ada.create("my-shop", "woocommerce")
        await ada.reaches("my-shop", "Ready")
        status, first = await ada.call("POST", "/stores/my-shop/credentials")
        assert status == 200, first
        again = (await ada.call("POST", "/stores/my-shop/credentials"))[1]
        assert first["password"] == again["password"]
        assert len(first["password"]) >= 32
        assert first["password"] not in stack.logs()


async def test_a_store_ends_ready_although_its_worker_is_killed_in_the_middle() -> None:
    async with running(simulator={"WRITE_DELAY": "0.15"}) as stack, stack.client() as ada:
        await ada.create("my-shop", "woocommerce")
        async with connect(stack.kubeconfig) as connection:
            gateway = Gateway(connection)
            await until(lambda: gateway.find(NAMESPACE, "store-my-shop"), "the namespace is claimed")
        stack.processes["worker-1"].kill()
        # Whether it had published by then or the reconciler's watch does: with nobody at work it goes no further.
        await ada.reaches("my-shop", "Provisioning")
        stack.start("worker", "worker-2")
        store = await ada.reaches("my-shop", "Ready", 60)
        assert store["generation"] == 1


async def test_an_order_is_not_lost_when_its_worker_dies_before_the_namespace_exists() -> None:
    async with running(workers=0) as stack, stack.client() as ada:
        await ada.create("my-shop", "medusa")
        stack.start("worker", "worker-1").kill()
        stack.start("worker", "worker-2")
        await ada.reaches("my-shop", "Ready", 60)


async def test_the_list_is_rebuilt_from_the_cluster_after_redis_lost_everything() -> None:
    async with running() as stack, stack.client() as ada:
        ordered = await ada.create("my-shop", "woocommerce")
        await ada.reaches("my-shop", "Ready")
        await _flush(stack.socket)

        async def back() -> bool:
            status, _ = await ada.call("GET", "/stores/my-shop")
            assert status in (200, 503), "never “no such store” before the list is rebuilt"
            return status == 200

        await until(back, "the read model is rebuilt")
        store = (await ada.call("GET", "/stores/my-shop"))[1]
        assert (store["uid"], store["phase"]) == (ordered["uid"], "Ready")


async def test_what_somebody_deleted_by_hand_is_repaired() -> None:
    async with running() as stack, stack.client() as ada:
        await ada.create("my-shop", "woocommerce")
        await ada.reaches("my-shop", "Ready")
        async with connect(stack.kubeconfig) as connection:
            gateway = Gateway(connection)
            await gateway.delete(SERVICE, "web", namespace="store-my-shop")
            await until(lambda: gateway.find(SERVICE, "web", "store-my-shop"), "the Service is back", 30)


async def test_a_shop_that_never_answers_fails_with_a_reason_and_can_be_retried() -> None:
    nobody = {"SHOP_GATEWAY": "127.0.0.1:9", "STORES__ATTEMPT_DEADLINE": "3"}
    async with running(settings=nobody) as stack, stack.client() as ada:
        ordered = await ada.create("my-shop", "woocommerce")
        assert (await ada.call("POST", "/stores/my-shop/retry"))[0] == 409
        failed = await ada.reaches("my-shop", "Failed")
        assert failed["failure"]["code"] == "shop-unreachable"
        assert failed["failure"]["fix"]
        assert failed["timeline"][-1]["state"] == "failed"
        status, again = await ada.call("POST", "/stores/my-shop/retry")
        assert (status, again["phase"]) == (202, "Queued")
        await ada.reaches("my-shop", "Provisioning")
        await ada.reaches("my-shop", "Failed")
        await ada.delete("my-shop", ordered["uid"])


async def test_a_namespace_of_somebody_else_is_not_touched_and_the_order_says_so() -> None:
    async with running() as stack, stack.client() as ada:
        async with connect(stack.kubeconfig) as connection:
            gateway = Gateway(connection)
            theirs = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "store-my-shop"}}
            before = await gateway.create(theirs)
            ordered = await ada.create("my-shop", "medusa")

            async def refused() -> bool:
                return bool((await ada.call("GET", f"/receipts/{ordered['uid']}"))[1]["state"] == "taken")

            await until(refused, "the receipt says that the name is taken")
            after = await gateway.get(NAMESPACE, "store-my-shop")
            assert after["metadata"]["resourceVersion"] == before["metadata"]["resourceVersion"]
        assert await ada.phase("my-shop") == "404"


async def _flush(socket: Path) -> None:
    redis = Redis.from_url(f"unix://{socket}")
    await redis.flushall()
    await redis.aclose()
