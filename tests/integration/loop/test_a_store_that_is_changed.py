"""A change from PATCH to Ready with real processes, a real Valkey and the simulator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import aiohttp
import pytest

from shared.domain.labels import COMPONENT, OWNER, UID, labels_of, selector
from shared.domain.observation import namespace_view
from shared.domain.status import NamespaceView
from shared.domain.types import Manifest
from shared.kubernetes.client import connect
from shared.kubernetes.errors import Conflict
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import (
    CONFIG_MAP,
    DEPLOYMENT,
    INGRESS,
    JOB,
    NAMESPACE,
    PERSISTENT_VOLUME_CLAIM,
    RESOURCE_QUOTA,
    ROLE_BINDING,
    SERVICE,
)
from shared.kubernetes.watch import Changed, watch
from tests.hands import edit
from tests.stack import Client, Stack, running
from tests.waiting import until

pytestmark = pytest.mark.timeout(150)

ENFORCE = "pod-security.kubernetes.io/enforce"
LONGER_THAN_DRIFT_SETTLES = 6.0
SPACE = "store-my-shop"


@asynccontextmanager
async def cluster(stack: Stack) -> AsyncIterator[Gateway]:
    async with connect(stack.kubeconfig) as connection:
        yield Gateway(connection)


async def seen(gateway: Gateway) -> NamespaceView:
    return namespace_view(await gateway.get(NAMESPACE, SPACE))


async def change(client: Client, **body: Any) -> None:
    status, answer = await client.call("PATCH", "/stores/my-shop", body)
    assert status == 202, answer


async def ready_at(client: Client, generation: int, seconds: float = 60) -> dict[str, Any]:
    async def there() -> dict[str, Any] | None:
        store = (await client.call("GET", "/stores/my-shop"))[1]
        return store if (store["phase"], store["generation"]) == ("Ready", generation) else None

    return dict(await until(there, f"my-shop is Ready at generation {generation}", seconds) or {})


async def history(client: Client) -> list[tuple[str, str]]:
    """Oldest first."""
    items = (await client.call("GET", "/stores/my-shop/history"))[1]["items"]
    return [(item["what"], item["detail"]) for item in reversed(items)]


def limits(deployment: Manifest) -> dict[str, str]:
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return dict(container["resources"]["limits"])


def storage(claim: Manifest) -> str:
    return str(claim["spec"]["resources"]["requests"]["storage"])


async def test_a_changed_store_has_other_figures_the_same_volumes_and_the_options_that_were_named() -> None:
    async with running() as stack, stack.client() as ada, cluster(stack) as gateway:
        await ada.create("my-shop", "woocommerce")
        await ada.reaches("my-shop", "Ready")
        await change(ada, plan="large", protected=True)
        store = await ready_at(ada, 2)
        assert (store["plan"], store["protected"]) == ("large", True)
        assert limits(await gateway.get(DEPLOYMENT, "web", SPACE)) == {"cpu": "4", "memory": "2Gi"}
        assert storage(await gateway.get(PERSISTENT_VOLUME_CLAIM, "database", SPACE)) == "2Gi"
        quota = await gateway.get(RESOURCE_QUOTA, "store", SPACE)
        assert quota["spec"]["hard"]["requests.storage"] == "4Gi"
        assert [job["metadata"]["name"] for job in (await gateway.list(JOB, namespace=SPACE)).items] == ["setup-1"]
        assert (await ada.call("DELETE", "/stores/my-shop"))[0] == 409

        await change(ada, plan="small", options={"title": "Ada’s mugs"})
        assert (await ready_at(ada, 3))["options"]["title"] == "Ada’s mugs"
        (asked,) = [
            job for job in (await gateway.list(JOB, namespace=SPACE)).items if job["metadata"]["name"] != "setup-1"
        ]
        environment = asked["spec"]["template"]["spec"]["containers"][0]["env"]
        assert {"name": "STOREYARD_ASKED", "value": "title"} in environment
        assert (await seen(gateway)).status.asked == ()
        async with (
            aiohttp.ClientSession() as shopper,
            shopper.get(f"http://{stack.shop_gateway}/", headers={"Host": "my-shop.localhost"}) as page,
        ):
            assert "Ada’s mugs" in await page.text()
        assert [what for what, _ in await history(ada)] == [
            *("Accepted", "Applied", "Ready"),
            *("Changed", "Applied", "Ready") * 2,
        ]
        assert ("Changed", "plan small → large, protection on") in await history(ada)


async def test_a_change_waits_for_the_claim_and_lands_although_the_worker_is_killed() -> None:
    async with running(simulator={"WRITE_DELAY": "0.15"}) as stack, stack.client() as ada, cluster(stack) as gateway:
        await ada.create("my-shop", "woocommerce")
        await until(lambda: gateway.find(NAMESPACE, SPACE), "the namespace is claimed")
        stack.processes["worker-1"].kill()

        async def begun() -> bool:
            return bool((await ada.call("GET", "/stores/my-shop"))[1]["intent"] is None)

        await until(begun, "the namespace shows")
        await change(ada, plan="medium")
        assert await ada.phase("my-shop") == "Queued"
        assert (await seen(gateway)).spec.generation == 1
        stack.start("worker", "worker-2")

        async def changed() -> bool:
            return (await seen(gateway)).spec.generation == 2

        await until(changed, "the change is written", 60)
        stack.processes["worker-2"].kill()
        stack.start("worker", "worker-3")
        store = await ready_at(ada, 2)
        assert (store["plan"], store["intent"]) == ("medium", None)
        assert limits(await gateway.get(DEPLOYMENT, "web", SPACE))["memory"] == "1Gi"
        assert [what for what, _ in await history(ada)] == ["Accepted", "Changed", "Applied", "Ready"]


async def test_r45_what_another_hand_broke_is_back_and_what_the_owner_added_or_set_stays() -> None:
    async with running() as stack, stack.client() as ada, cluster(stack) as gateway:
        uid = (await ada.create("my-shop", "woocommerce"))["uid"]
        await ada.reaches("my-shop", "Ready")
        jobs = [job["metadata"]["uid"] for job in (await gateway.list(JOB, namespace=SPACE)).items]
        about = {"name": "mine", "namespace": SPACE, "labels": {UID: uid}}  # the simulator's fence is for everybody
        mine = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": about, "data": {"from": "the owner"}}
        added = await gateway.create(mine)
        broken = ("Deployment/web", "Ingress/web", "RoleBinding/storeyard-store-manager", "Service/web")
        before = (await seen(gateway)).status.digests
        assert set(broken) <= set(before)
        await gateway.delete(DEPLOYMENT, "web", namespace=SPACE)
        await gateway.delete(INGRESS, "web", namespace=SPACE)
        await gateway.delete(ROLE_BINDING, "storeyard-store-manager", namespace=SPACE)
        await edit(stack.kubeconfig, SERVICE, "web", SPACE, {"spec": {"selector": {COMPONENT: "nobody"}}})

        async def repaired() -> bool:
            return ("Repaired", ", ".join(broken)) in await history(ada)

        await until(repaired, "the history says what was repaired", 30)
        after = (await seen(gateway)).status.digests
        assert {key: after[key] for key in broken} == {key: before[key] for key in broken}
        assert (await gateway.get(SERVICE, "web", SPACE))["spec"]["selector"][COMPONENT] == "web"
        await until(lambda: gateway.find(INGRESS, "web", SPACE), "the Ingress is back")
        await until(lambda: gateway.find(ROLE_BINDING, "storeyard-store-manager", SPACE), "the binding is back")
        kept = await gateway.get(CONFIG_MAP, "mine", SPACE)
        assert (kept["data"], kept["metadata"]["uid"]) == ({"from": "the owner"}, added["metadata"]["uid"])
        assert [job["metadata"]["uid"] for job in (await gateway.list(JOB, namespace=SPACE)).items] == jobs, "no setup"
        await ada.reaches("my-shop", "Ready")


async def test_r45_labels_of_the_namespace_are_put_back_and_those_that_somebody_added_stay() -> None:
    async with running() as stack, stack.client() as ada, cluster(stack) as gateway:
        await ada.create("my-shop", "medusa")
        await ada.reaches("my-shop", "Ready")
        before = labels_of(await gateway.get(NAMESPACE, SPACE))
        changed = {ENFORCE: "privileged", f"{ENFORCE}-version": None, OWNER: "mallory", "team": "theirs"}
        await until(lambda: _is_labelled(gateway, changed), "somebody changed the labels")

        async def repaired() -> bool:
            return ("Repaired", f"Namespace/{SPACE}") in await history(ada)

        await until(repaired, "the history says what was repaired", 30)
        assert labels_of(await gateway.get(NAMESPACE, SPACE)) == before | {"team": "theirs"}
        await ada.reaches("my-shop", "Ready")


async def test_a_deletion_puts_back_what_the_fence_asks_for() -> None:
    """The fence lets no write of ours pass that leaves the namespace without its Pod Security standard."""
    async with running() as stack, stack.client() as ada, cluster(stack) as gateway:
        uid = (await ada.create("my-shop", "medusa"))["uid"]
        await ada.reaches("my-shop", "Ready")
        stack.processes["worker-1"].stop()
        await until(lambda: _is_labelled(gateway, {ENFORCE: "privileged"}), "somebody changed the standard")
        assert (await ada.call("DELETE", "/stores/my-shop"))[0] == 202
        async with aclosing(watch(gateway, NAMESPACE, selector=selector("storeyard"))) as events:
            stack.start("worker", "worker-2")
            async for event in events:
                if isinstance(event, Changed) and namespace_view(event.object).status.deleting_at:
                    assert labels_of(event.object)[ENFORCE] == "restricted"
                    break

        async def done() -> bool:
            return bool((await ada.call("GET", f"/receipts/{uid}"))[1]["state"] == "done")

        await until(done, "the receipt")


async def _is_labelled(gateway: Gateway, labels: dict[str, str | None]) -> bool:
    """By hand; False where somebody else wrote in between."""
    version = int((await gateway.get(NAMESPACE, SPACE))["metadata"]["resourceVersion"])
    try:
        await gateway.merge_patch(NAMESPACE, SPACE, {"metadata": {"labels": labels}}, resource_version=version)
    except Conflict:
        return False
    return True


async def test_a_setup_that_somebody_deleted_before_its_end_runs_again_under_its_own_name() -> None:
    async with running(simulator={"SPEED": "0.5"}) as stack, stack.client() as ada, cluster(stack) as gateway:
        await ada.create("my-shop", "woocommerce")

        async def applied() -> bool:
            return ("Applied" in dict(await history(ada))) if await ada.phase("my-shop") == "Provisioning" else False

        await until(applied, "everything is applied")
        first = (await gateway.get(JOB, "setup-1", SPACE))["metadata"]["uid"]
        await gateway.delete(JOB, "setup-1", namespace=SPACE)

        async def repaired() -> bool:
            return ("Repaired", "Job/setup-1") in await history(ada)

        await until(repaired, "the history says what was repaired", 30)
        await ada.reaches("my-shop", "Ready")
        (again,) = (await gateway.list(JOB, namespace=SPACE)).items
        assert again["metadata"]["name"] == "setup-1"
        assert again["metadata"]["uid"] != first
        await gateway.delete(JOB, "setup-1", namespace=SPACE)
        await asyncio.sleep(LONGER_THAN_DRIFT_SETTLES)
        assert (await gateway.list(JOB, namespace=SPACE)).items == [], "a finished setup that is gone is no drift"


async def test_a_stranger_in_the_binding_of_a_store_is_out_again_and_the_binding_is_ours() -> None:
    async with running() as stack, stack.client() as ada, cluster(stack) as gateway:
        await ada.create("my-shop", "medusa")
        await ada.reaches("my-shop", "Ready")
        binding = await gateway.get(ROLE_BINDING, "storeyard-store-manager", SPACE)
        mallory = {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "mallory"}
        patch = {"subjects": [*binding["subjects"], mallory]}
        await edit(stack.kubeconfig, ROLE_BINDING, "storeyard-store-manager", SPACE, patch)

        async def repaired() -> bool:
            return ("Repaired", "RoleBinding/storeyard-store-manager") in await history(ada)

        await until(repaired, "the history says what was repaired", 30)
        again = await gateway.get(ROLE_BINDING, "storeyard-store-manager", SPACE)
        assert again["subjects"] == binding["subjects"]
        assert again["metadata"]["uid"] != binding["metadata"]["uid"]
