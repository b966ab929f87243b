"""JSON merge patch, the only way in which a store's namespace is changed."""

import pytest

from shared.kubernetes import kinds
from shared.kubernetes.errors import Conflict, Invalid, NotFound
from shared.kubernetes.gateway import Gateway
from tests.contract.server import Server, version

CLAIM = "storeyard.dev/claim"


def annotated(value: str | None) -> dict[str, object]:
    return {"metadata": {"annotations": {CLAIM: value}}}


async def test_a_merge_patch_of_a_missing_namespace_is_not_found(gateway: Gateway, server: Server) -> None:
    name = server.name()
    with pytest.raises(NotFound):
        await gateway.merge_patch(kinds.NAMESPACE, name, annotated("x"), resource_version=1)
    assert await gateway.find(kinds.NAMESPACE, name) is None


async def test_a_merge_patch_with_the_version_that_was_read_is_carried_out(gateway: Gateway, namespace: str) -> None:
    seen = version(await gateway.get(kinds.NAMESPACE, namespace))
    changed = await gateway.merge_patch(kinds.NAMESPACE, namespace, annotated("x"), resource_version=seen)
    assert changed["metadata"]["annotations"][CLAIM] == "x"
    assert version(changed) > seen


async def test_a_merge_patch_with_a_stale_resource_version_is_409(gateway: Gateway, namespace: str) -> None:
    seen = version(await gateway.get(kinds.NAMESPACE, namespace))
    await gateway.merge_patch(kinds.NAMESPACE, namespace, annotated("first"), resource_version=seen)
    with pytest.raises(Conflict):
        await gateway.merge_patch(kinds.NAMESPACE, namespace, annotated("second"), resource_version=seen)
    found = await gateway.get(kinds.NAMESPACE, namespace)
    assert found["metadata"]["annotations"][CLAIM] == "first"


async def test_a_merge_patch_that_changes_nothing_keeps_the_resource_version(gateway: Gateway, namespace: str) -> None:
    seen = version(await gateway.get(kinds.NAMESPACE, namespace))
    first = await gateway.merge_patch(kinds.NAMESPACE, namespace, annotated("x"), resource_version=seen)
    again = await gateway.merge_patch(kinds.NAMESPACE, namespace, annotated("x"), resource_version=version(first))
    assert version(again) == version(first)


async def test_null_in_a_merge_patch_takes_an_annotation_away(gateway: Gateway, server: Server) -> None:
    name = await server.namespace(annotations={CLAIM: "x", "other": "y"})
    seen = version(await gateway.get(kinds.NAMESPACE, name))
    changed = await gateway.merge_patch(kinds.NAMESPACE, name, annotated(None), resource_version=seen)
    assert changed["metadata"]["annotations"] == {"other": "y"}


async def test_a_merge_patch_with_a_foreign_uid_is_invalid(server: Server, namespace: str) -> None:
    foreign = {"metadata": {"uid": "9f1c2b3a-0000-4000-8000-000000000000", "labels": {"a": "b"}}}
    with pytest.raises(Invalid):
        await server.send("PATCH", f"/api/v1/namespaces/{namespace}", foreign, "merge-patch+json")


async def test_a_merge_patch_cannot_change_what_the_server_keeps(gateway: Gateway, namespace: str) -> None:
    before = await gateway.get(kinds.NAMESPACE, namespace)
    patch = {"metadata": {"creationTimestamp": "2001-01-01T00:00:00Z", "labels": {"a": "b"}}}
    after = await gateway.merge_patch(kinds.NAMESPACE, namespace, patch, resource_version=version(before))
    assert after["metadata"]["creationTimestamp"] == before["metadata"]["creationTimestamp"]
    assert after["metadata"]["uid"] == before["metadata"]["uid"]
