"""Manifests and logs of a running store, with real processes and the simulator."""

from typing import Any

import pytest

from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import POD, SERVICE
from tests.stack import Client, running
from tests.waiting import until

pytestmark = pytest.mark.timeout(150)


async def test_a_store_shows_its_objects_and_what_its_pods_write() -> None:
    async with running() as stack, stack.client() as ada, connect(stack.kubeconfig) as connection:
        gateway = Gateway(connection)
        await ada.create("my-shop", "woocommerce")
        await ada.reaches("my-shop", "Ready")
        await _shows_its_objects(ada, gateway)
        await _follows_its_log(ada)
        await _hides_its_secrets(ada, gateway)


async def _shows_its_objects(ada: Client, gateway: Gateway) -> None:
    status, answer = await ada.call("GET", "/stores/my-shop/manifests")
    assert status == 200, answer
    items = {(one["kind"], one["metadata"]["name"]): one for one in answer["items"]}
    assert items["Service", "web"]["metadata"]["uid"]
    assert items["Deployment", "web"]["status"]["readyReplicas"] == 1
    assert not any("managedFields" in one["metadata"] for one in answer["items"])
    assert set(items["Secret", "web"]["data"].values()) == {"•••"}
    assert "Not in the cluster" not in answer["note"]
    await gateway.merge_patch(
        SERVICE, "web", {"metadata": {"labels": {"by": "hand"}}}, resource_version=None, namespace="store-my-shop"
    )
    answer = (await ada.call("GET", "/stores/my-shop/manifests"))[1]
    (service,) = [one for one in answer["items"] if one["kind"] == "Service" and one["metadata"]["name"] == "web"]
    assert service["metadata"]["labels"]["by"] == "hand"


async def _follows_its_log(ada: Client) -> None:
    """The simulator's containers write a line every two seconds."""
    status, first = await ada.call("GET", "/stores/my-shop/logs?component=web")
    assert status == 200, first
    assert all("simulated" in line["text"] or "image" in line["text"] for line in first["lines"])
    assert first["lines"]
    since, got = first["next"], list[Any]()

    async def later() -> int:
        nonlocal since
        answer = (await ada.call("GET", f"/stores/my-shop/logs?component=web&since={since}"))[1]
        since, _ = answer["next"], got.extend(answer["lines"])
        return len(got)

    await until(later, "the log grows")
    every = (await ada.call("GET", "/stores/my-shop/logs?component=web&tail=1000"))[1]["lines"]
    follow = first["lines"] + got
    assert every[: len(follow)] == follow
    ended = (await ada.call("GET", "/stores/my-shop/logs?component=setup"))[1]
    assert {line["container"] for line in ended["lines"]} == {"wait-for-database", "setup"}


async def _hides_its_secrets(ada: Client, gateway: Gateway) -> None:
    """The simulator's log repeats an annotation: whoever prints a password there does not show it here."""
    password = (await ada.call("POST", "/stores/my-shop/credentials"))[1]["password"]
    pods = (await gateway.list(POD, namespace="store-my-shop", selector="app.kubernetes.io/component=web")).items
    note = {"metadata": {"annotations": {"simulator.storeyard.dev/fail": f"canary {password} canary"}}}
    name = pods[0]["metadata"]["name"]
    await gateway.merge_patch(POD, name, note, resource_version=None, namespace="store-my-shop")
    assert password in await gateway.logs("store-my-shop", name)
    status, answer = await ada.call("GET", "/stores/my-shop/logs?component=web&tail=1000")
    assert status == 200
    (line,) = [line["text"] for line in answer["lines"] if "canary" in line["text"]]
    assert "canary ••• canary" in line
    assert password not in str(answer)
