"""DELETE: preconditions, finalizers, what goes along."""

import pytest

from shared.domain.types import Manifest
from shared.kubernetes import kinds
from shared.kubernetes.errors import Conflict, NotFound
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import config_map, deployment
from tests.contract.server import Server, eventually, version

FOREIGN = "9f1c2b3a-0000-4000-8000-000000000000"
FINALIZER = "storeyard.dev/contract"


async def test_a_foreign_uid_as_precondition_is_409_and_deletes_nothing(gateway: Gateway, namespace: str) -> None:
    await gateway.create(config_map(namespace))
    with pytest.raises(Conflict):
        await gateway.delete(kinds.CONFIG_MAP, "thing", namespace=namespace, uid=FOREIGN)
    assert await gateway.find(kinds.CONFIG_MAP, "thing", namespace)


async def test_a_foreign_uid_as_precondition_spares_a_namespace(gateway: Gateway, namespace: str) -> None:
    with pytest.raises(Conflict):
        await gateway.delete(kinds.NAMESPACE, namespace, uid=FOREIGN)
    found = await gateway.get(kinds.NAMESPACE, namespace)
    assert "deletionTimestamp" not in found["metadata"]


async def test_the_right_uid_as_precondition_deletes(gateway: Gateway, namespace: str) -> None:
    made = await gateway.create(config_map(namespace))
    await gateway.delete(kinds.CONFIG_MAP, "thing", namespace=namespace, uid=made["metadata"]["uid"])
    assert await gateway.find(kinds.CONFIG_MAP, "thing", namespace) is None


async def test_a_stale_resource_version_as_precondition_is_409(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    made = await gateway.create(config_map(namespace))
    await gateway.apply(config_map(namespace, data={"key": "other"}))
    options = {"preconditions": {"resourceVersion": str(version(made))}}
    with pytest.raises(Conflict):
        await server.send("DELETE", f"/api/v1/namespaces/{namespace}/configmaps/thing", options)


async def test_deleting_what_is_not_there_is_not_found(server: Server, namespace: str) -> None:
    with pytest.raises(NotFound):
        await server.send("DELETE", f"/api/v1/namespaces/{namespace}/configmaps/nothing")


async def test_a_finalizer_holds_a_deleted_object(gateway: Gateway, namespace: str) -> None:
    await gateway.create(config_map(namespace, finalizers=[FINALIZER]))
    await gateway.delete(kinds.CONFIG_MAP, "thing", namespace=namespace)
    held = await gateway.get(kinds.CONFIG_MAP, "thing", namespace)
    assert held["metadata"]["deletionTimestamp"]
    await release(gateway, namespace)


async def release(gateway: Gateway, namespace: str) -> Manifest:
    return await gateway.merge_patch(
        kinds.CONFIG_MAP, "thing", {"metadata": {"finalizers": None}}, resource_version=None, namespace=namespace
    )


async def test_a_deleted_object_goes_with_its_last_finalizer(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.create(config_map(namespace, finalizers=[FINALIZER]))
    await gateway.delete(kinds.CONFIG_MAP, "thing", namespace=namespace)
    await release(gateway, namespace)
    await server.gone(kinds.CONFIG_MAP, "thing", namespace)


async def test_a_second_delete_of_a_held_object_is_accepted_and_changes_nothing(
    gateway: Gateway, namespace: str
) -> None:
    await gateway.create(config_map(namespace, finalizers=[FINALIZER]))
    await gateway.delete(kinds.CONFIG_MAP, "thing", namespace=namespace)
    first = await gateway.get(kinds.CONFIG_MAP, "thing", namespace)
    await gateway.delete(kinds.CONFIG_MAP, "thing", namespace=namespace)
    second = await gateway.get(kinds.CONFIG_MAP, "thing", namespace)
    assert second["metadata"]["deletionTimestamp"] == first["metadata"]["deletionTimestamp"]
    await release(gateway, namespace)


async def test_the_pods_of_a_deployment_go_with_it(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(deployment(namespace))

    async def pods() -> bool:
        return bool((await gateway.list(kinds.POD, namespace=namespace)).items)

    async def no_pods() -> bool:
        return not await pods()

    await eventually(pods)
    await gateway.delete(kinds.DEPLOYMENT, "web", namespace=namespace)
    await eventually(no_pods)


async def test_a_dependent_goes_when_its_owner_is_gone(gateway: Gateway, server: Server, namespace: str) -> None:
    owner = await gateway.create(config_map(namespace, "owner"))
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": owner["metadata"]["uid"]}
    await gateway.create(config_map(namespace, ownerReferences=[reference]))
    await gateway.delete(kinds.CONFIG_MAP, "owner", namespace=namespace)
    await server.gone(kinds.CONFIG_MAP, "thing", namespace)


async def test_an_orphaned_dependent_stays(gateway: Gateway, server: Server, namespace: str) -> None:
    owner = await gateway.create(config_map(namespace, "owner"))
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": owner["metadata"]["uid"]}
    await gateway.create(config_map(namespace, ownerReferences=[reference]))
    await gateway.delete(kinds.CONFIG_MAP, "owner", namespace=namespace, propagation="Orphan")
    await server.gone(kinds.CONFIG_MAP, "owner", namespace)
    left = await gateway.get(kinds.CONFIG_MAP, "thing", namespace)
    assert not left["metadata"].get("ownerReferences")
