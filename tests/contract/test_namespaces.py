"""The end of a namespace, which is the end of a store."""

import pytest

from shared.kubernetes import kinds
from shared.kubernetes.errors import Forbidden
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import condition, config_map
from tests.contract.server import Server, namespace_object, version

FINALIZER = "storeyard.dev/contract"


async def hold(gateway: Gateway, namespace: str) -> None:
    """Something inside that stays, so that the namespace cannot go."""
    await gateway.create(config_map(namespace, finalizers=[FINALIZER]))
    await gateway.delete(kinds.NAMESPACE, namespace)


async def release(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.merge_patch(
        kinds.CONFIG_MAP, "thing", {"metadata": {"finalizers": None}}, resource_version=None, namespace=namespace
    )
    await server.gone(kinds.NAMESPACE, namespace)


async def test_a_deleted_namespace_goes_with_all_that_is_in_it(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await gateway.create(config_map(namespace))
    await gateway.delete(kinds.NAMESPACE, namespace)
    await server.gone(kinds.NAMESPACE, namespace)
    assert await gateway.find(kinds.CONFIG_MAP, "thing", namespace) is None


async def test_a_deleted_namespace_is_terminating_at_once(gateway: Gateway, server: Server, namespace: str) -> None:
    await hold(gateway, namespace)
    found = await gateway.get(kinds.NAMESPACE, namespace)
    assert found["metadata"]["deletionTimestamp"]
    assert found["status"]["phase"] == "Terminating"
    await release(gateway, server, namespace)


async def test_a_create_in_a_terminating_namespace_is_forbidden_for_that_reason(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await hold(gateway, namespace)
    with pytest.raises(Forbidden) as refused:
        await gateway.create(config_map(namespace, "late"))
    assert refused.value.namespace_terminating
    await release(gateway, server, namespace)


async def test_an_apply_of_something_new_in_a_terminating_namespace_is_forbidden_for_that_reason(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await hold(gateway, namespace)
    with pytest.raises(Forbidden) as refused:
        await gateway.apply(config_map(namespace, "late"))
    assert refused.value.namespace_terminating
    await release(gateway, server, namespace)


async def test_a_terminating_namespace_can_still_be_patched(gateway: Gateway, server: Server, namespace: str) -> None:
    await hold(gateway, namespace)
    patch = {"metadata": {"annotations": {"a": "b"}}}

    async def patched() -> None:
        seen = version(await gateway.get(kinds.NAMESPACE, namespace))
        await gateway.merge_patch(kinds.NAMESPACE, namespace, patch, resource_version=seen)

    await server.until(kinds.NAMESPACE, namespace, None, _says_remaining)
    await patched()
    await release(gateway, server, namespace)


def _says_remaining(found: dict[str, object]) -> bool:
    return condition(found, "NamespaceFinalizersRemaining").get("status") == "True"


async def test_a_namespace_that_is_held_says_by_what(gateway: Gateway, server: Server, namespace: str) -> None:
    await hold(gateway, namespace)
    found = await server.until(kinds.NAMESPACE, namespace, None, _says_remaining)
    assert FINALIZER in condition(found, "NamespaceFinalizersRemaining")["message"]
    assert "configmaps" in condition(found, "NamespaceContentRemaining")["message"]
    await release(gateway, server, namespace)


async def test_a_finalizer_of_its_own_holds_an_empty_namespace(gateway: Gateway, server: Server) -> None:
    name = await server.namespace(finalizers=[FINALIZER])
    await gateway.delete(kinds.NAMESPACE, name)
    emptied = await server.until(kinds.NAMESPACE, name, None, lambda found: not found["spec"].get("finalizers"))
    assert emptied["metadata"]["finalizers"] == [FINALIZER]
    patch = {"metadata": {"finalizers": None}}
    await gateway.merge_patch(kinds.NAMESPACE, name, patch, resource_version=version(emptied))
    await server.gone(kinds.NAMESPACE, name)


async def test_a_second_delete_of_a_namespace_is_no_error_while_it_is_held(gateway: Gateway, server: Server) -> None:
    name = await server.namespace(finalizers=[FINALIZER])
    await gateway.delete(kinds.NAMESPACE, name)
    await server.until(kinds.NAMESPACE, name, None, lambda found: not found["spec"].get("finalizers"))
    await gateway.delete(kinds.NAMESPACE, name)
    assert await gateway.find(kinds.NAMESPACE, name)


async def test_a_name_that_is_used_again_has_another_uid(gateway: Gateway, server: Server, namespace: str) -> None:
    before = await gateway.get(kinds.NAMESPACE, namespace)
    await gateway.delete(kinds.NAMESPACE, namespace)
    await server.gone(kinds.NAMESPACE, namespace)
    after = await gateway.create(namespace_object(namespace))
    assert after["metadata"]["uid"] != before["metadata"]["uid"]
    assert version(after) > version(before)
