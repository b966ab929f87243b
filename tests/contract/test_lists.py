"""LIST: chunks, selectors, metadata only."""

import pytest

from shared.kubernetes import kinds
from shared.kubernetes.errors import BadRequest
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import config_map
from tests.contract.server import Server, version


async def fill(gateway: Gateway, namespace: str) -> None:
    for index in range(7):
        labels = {"index": str(index), "parity": "even" if index % 2 == 0 else "odd", "of": "contract"}
        await gateway.create(config_map(namespace, f"map-{index}", labels=labels))


async def names(gateway: Gateway, namespace: str, selector: str) -> list[str]:
    listed = await gateway.list(kinds.CONFIG_MAP, namespace=namespace, selector=selector)
    return [item["metadata"]["name"] for item in listed.items]


async def test_a_list_in_chunks_holds_everything_once(gateway: Gateway, namespace: str) -> None:
    await fill(gateway, namespace)
    listed = await gateway.list(kinds.CONFIG_MAP, namespace=namespace, selector="of=contract", page=3)
    assert [item["metadata"]["name"] for item in listed.items] == [f"map-{index}" for index in range(7)]


async def test_all_chunks_have_the_resource_version_of_the_first(gateway: Gateway, namespace: str) -> None:
    await fill(gateway, namespace)
    versions = set()
    async for page in gateway.pages(kinds.CONFIG_MAP, namespace=namespace, selector="of=contract", page=3):
        versions.add(page.resource_version)
        await gateway.apply(config_map(namespace, "map-0", {"key": str(len(versions))}))
    assert len(versions) == 1


async def test_a_list_is_as_new_as_the_last_write(gateway: Gateway, namespace: str) -> None:
    made = await gateway.create(config_map(namespace))
    listed = await gateway.list(kinds.CONFIG_MAP, namespace=namespace)
    assert listed.resource_version >= version(made)
    assert "thing" in [item["metadata"]["name"] for item in listed.items]


@pytest.mark.parametrize(
    ("selector", "wanted"),
    [
        ("index=3", ["map-3"]),
        ("parity=odd", ["map-1", "map-3", "map-5"]),
        ("parity!=odd,of=contract", ["map-0", "map-2", "map-4", "map-6"]),
        ("index in (1,2)", ["map-1", "map-2"]),
        ("of,index notin (0,1,2,3,4)", ["map-5", "map-6"]),
        ("of=contract,parity=even,index=2", ["map-2"]),
        ("of=nobody", []),
        ("of,!absent,index=6", ["map-6"]),
    ],
)
async def test_selectors_choose(gateway: Gateway, namespace: str, selector: str, wanted: list[str]) -> None:
    await fill(gateway, namespace)
    assert await names(gateway, namespace, selector) == wanted


async def test_a_field_selector_chooses_by_name(gateway: Gateway, server: Server, namespace: str) -> None:
    await fill(gateway, namespace)
    path = f"/api/v1/namespaces/{namespace}/configmaps"
    listed = await server.send("GET", path, fieldSelector="metadata.name=map-4")
    assert [item["metadata"]["name"] for item in listed["items"]] == ["map-4"]


async def test_metadata_only_leaves_everything_else_out(gateway: Gateway, namespace: str) -> None:
    await fill(gateway, namespace)
    listed = await gateway.list(kinds.CONFIG_MAP, namespace=namespace, selector="index=1", metadata_only=True)
    assert [item["metadata"]["name"] for item in listed.items] == ["map-1"]
    assert "data" not in listed.items[0]
    assert listed.items[0]["metadata"]["managedFields"]


async def test_an_empty_metadata_only_list_is_a_list(gateway: Gateway, namespace: str) -> None:
    listed = await gateway.list(kinds.JOB, namespace=namespace, metadata_only=True)
    assert listed.items == []
    assert listed.resource_version > 0


async def test_a_nonsense_continue_token_is_refused(server: Server, namespace: str) -> None:
    with pytest.raises(BadRequest):
        await server.send("GET", f"/api/v1/namespaces/{namespace}/configmaps", **{"continue": "nonsense", "limit": "1"})
