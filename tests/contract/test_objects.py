"""Birth of an object and what the server writes into it."""

import pytest

from shared.kubernetes import kinds
from shared.kubernetes.errors import BadRequest, Conflict, Invalid, NotFound
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import config_map, deployment, service
from tests.contract.server import Server, namespace_object, version


async def test_a_create_answers_with_uid_version_and_time_of_creation(gateway: Gateway, namespace: str) -> None:
    metadata = (await gateway.create(config_map(namespace)))["metadata"]
    assert metadata["uid"]
    assert int(metadata["resourceVersion"]) > 0
    assert metadata["creationTimestamp"].endswith("Z")


async def test_a_second_create_of_the_same_name_already_exists(gateway: Gateway, namespace: str) -> None:
    await gateway.create(config_map(namespace))
    with pytest.raises(Conflict) as refused:
        await gateway.create(config_map(namespace))
    assert refused.value.already_exists


async def test_a_second_create_of_a_namespace_already_exists(gateway: Gateway, namespace: str) -> None:
    with pytest.raises(Conflict) as refused:
        await gateway.create(namespace_object(namespace))
    assert refused.value.already_exists


async def test_a_create_in_a_missing_namespace_is_not_found(gateway: Gateway, server: Server) -> None:
    with pytest.raises(NotFound):
        await gateway.create(config_map(server.name()))


async def test_what_is_not_there_is_not_found(gateway: Gateway, namespace: str) -> None:
    with pytest.raises(NotFound):
        await gateway.get(kinds.CONFIG_MAP, "nothing", namespace)


async def test_a_kind_that_is_not_served_is_not_found(server: Server) -> None:
    with pytest.raises(NotFound):
        await server.send("GET", "/apis/nobody.example/v1/things")


async def test_every_change_raises_the_resource_version(gateway: Gateway, namespace: str) -> None:
    made = await gateway.create(config_map(namespace))
    changed = await gateway.merge_patch(
        kinds.CONFIG_MAP, "thing", {"data": {"key": "other"}}, resource_version=version(made), namespace=namespace
    )
    assert version(changed) > version(made)


async def test_an_object_of_another_name_than_its_address_is_refused(server: Server, namespace: str) -> None:
    with pytest.raises(BadRequest):
        await server.send(
            "PATCH", f"/api/v1/namespaces/{namespace}/configmaps/one", config_map(namespace, "two"), "apply-patch+yaml"
        )


async def test_a_name_in_capitals_is_invalid(gateway: Gateway, namespace: str) -> None:
    with pytest.raises(Invalid):
        await gateway.create(config_map(namespace, "Thing"))


async def test_the_answers_tell_the_servers_time(gateway: Gateway, namespace: str) -> None:
    await gateway.get(kinds.NAMESPACE, namespace)
    assert gateway.now().timestamp() > 0


async def test_a_new_deployment_has_generation_one_and_a_new_spec_raises_it(gateway: Gateway, namespace: str) -> None:
    made = await gateway.apply(deployment(namespace, replicas=0))
    changed = await gateway.apply(deployment(namespace, replicas=0, revisionHistoryLimit=3))
    assert made["metadata"]["generation"] == 1
    assert changed["metadata"]["generation"] == 2


async def test_a_change_of_labels_keeps_the_generation(gateway: Gateway, namespace: str) -> None:
    await gateway.apply(deployment(namespace, replicas=0))
    changed = await gateway.merge_patch(
        kinds.DEPLOYMENT, "web", {"metadata": {"labels": {"a": "b"}}}, resource_version=None, namespace=namespace
    )
    assert changed["metadata"]["generation"] == 1


async def test_a_namespace_carries_its_name_as_a_label(gateway: Gateway, namespace: str) -> None:
    found = await gateway.get(kinds.NAMESPACE, namespace)
    assert found["metadata"]["labels"]["kubernetes.io/metadata.name"] == namespace
    assert found["status"]["phase"] == "Active"


async def test_a_namespace_gets_its_default_service_account(server: Server, namespace: str) -> None:
    await server.until(kinds.SERVICE_ACCOUNT, "default", namespace, bool)


async def test_kube_system_is_there_and_keeps_its_uid(gateway: Gateway) -> None:
    first = await gateway.get(kinds.NAMESPACE, "kube-system")
    second = await gateway.get(kinds.NAMESPACE, "kube-system")
    assert first["metadata"]["uid"] == second["metadata"]["uid"]


async def test_a_service_gets_an_address_and_keeps_it(gateway: Gateway, namespace: str) -> None:
    made = await gateway.apply(service(namespace))
    again = await gateway.apply(service(namespace))
    assert made["spec"]["clusterIP"].count(".") == 3
    assert again["spec"]["clusterIP"] == made["spec"]["clusterIP"]


async def test_the_version_names_kubernetes(gateway: Gateway) -> None:
    assert (await gateway.version())["gitVersion"].startswith("v1.")
