"""Server-side apply."""

import pytest

from shared.kubernetes import kinds
from shared.kubernetes.errors import Conflict, Invalid, NotFound
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.order import MANAGER
from tests.contract.objects import config_map, deployment, job, owner, pod_spec, service
from tests.contract.server import OTHER, Server, namespace_object, version


async def test_server_side_apply_to_a_missing_namespace_creates_it(gateway: Gateway, server: Server) -> None:
    name = server.name()
    await server.apply(namespace_object(name))
    assert await gateway.find(kinds.NAMESPACE, name)


async def test_it_creates_it_even_when_the_body_names_a_resource_version(gateway: Gateway, server: Server) -> None:
    name = server.name()
    await server.apply(namespace_object(name, resourceVersion="1"))
    assert await gateway.find(kinds.NAMESPACE, name)


async def test_an_apply_that_names_a_uid_creates_nothing(gateway: Gateway, server: Server) -> None:
    name = server.name()
    with pytest.raises(Conflict):
        await server.apply(namespace_object(name, uid="9f1c2b3a-0000-4000-8000-000000000000"))
    assert await gateway.find(kinds.NAMESPACE, name) is None


async def test_an_apply_in_a_missing_namespace_is_not_found(gateway: Gateway, server: Server) -> None:
    with pytest.raises(NotFound):
        await gateway.apply(config_map(server.name()))


async def test_an_unchanged_apply_keeps_the_resource_version(gateway: Gateway, namespace: str) -> None:
    first = await gateway.apply(config_map(namespace))
    again = await gateway.apply(config_map(namespace))
    assert version(again) == version(first)


async def test_an_unchanged_apply_keeps_the_managed_fields(gateway: Gateway, namespace: str) -> None:
    first = await gateway.apply(service(namespace))
    again = await gateway.apply(service(namespace))
    assert owner(first, MANAGER)["operation"] == "Apply"
    assert again["metadata"]["managedFields"] == first["metadata"]["managedFields"]


async def test_a_field_that_is_no_longer_sent_is_removed(gateway: Gateway, namespace: str) -> None:
    await gateway.apply(config_map(namespace, data={"one": "1", "two": "2"}, labels={"a": "b", "c": "d"}))
    changed = await gateway.apply(config_map(namespace, data={"two": "2"}, labels={"c": "d"}))
    assert changed["data"] == {"two": "2"}
    assert changed["metadata"]["labels"] == {"c": "d"}


async def test_what_somebody_else_set_beside_ours_stays(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(config_map(namespace, data={"ours": "1"}))
    await server.apply(config_map(namespace, data={"theirs": "2"}))
    changed = await gateway.apply(config_map(namespace, data={"ours": "3"}))
    assert changed["data"] == {"ours": "3", "theirs": "2"}


async def test_a_field_that_two_own_stays_when_one_no_longer_sends_it(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await gateway.apply(config_map(namespace, data={"both": "1"}))
    await server.apply(config_map(namespace, data={"both": "1"}))
    changed = await gateway.apply(config_map(namespace, data={}))
    assert changed["data"] == {"both": "1"}


async def test_a_forced_apply_takes_over_what_somebody_else_owns(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await server.apply(config_map(namespace, data={"key": "theirs"}))
    changed = await gateway.apply(config_map(namespace, data={"key": "ours"}))
    assert changed["data"] == {"key": "ours"}
    assert "f:key" in owner(changed, MANAGER)["fieldsV1"]["f:data"]
    assert owner(changed, OTHER) == {}


async def test_without_force_it_is_a_conflict(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(config_map(namespace, data={"key": "ours"}))
    with pytest.raises(Conflict) as refused:
        await server.apply(config_map(namespace, data={"key": "theirs"}), force=False)
    assert MANAGER in refused.value.message


async def test_an_apply_with_a_stale_resource_version_is_a_conflict(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    first = await gateway.apply(config_map(namespace))
    await gateway.apply(config_map(namespace, data={"key": "other"}))
    with pytest.raises(Conflict):
        await server.apply(config_map(namespace, resourceVersion=first["metadata"]["resourceVersion"]))


async def test_containers_are_told_apart_by_name(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(deployment(namespace, replicas=0))
    sidecar = deployment(namespace, replicas=0, template={"spec": pod_spec("sidecar")})
    del sidecar["spec"]["selector"], sidecar["spec"]["replicas"]
    both = await server.apply(sidecar)
    assert {each["name"] for each in both["spec"]["template"]["spec"]["containers"]} == {"main", "sidecar"}
    ours = await gateway.apply(deployment(namespace, replicas=0))
    assert {each["name"] for each in ours["spec"]["template"]["spec"]["containers"]} == {"main", "sidecar"}


async def test_a_container_that_is_no_longer_sent_is_removed(gateway: Gateway, namespace: str) -> None:
    labels = {"metadata": {"labels": {"app": "web"}}}
    await gateway.apply(deployment(namespace, replicas=0, template={**labels, "spec": pod_spec("main", "old")}))
    changed = await gateway.apply(deployment(namespace, replicas=0))
    assert [each["name"] for each in changed["spec"]["template"]["spec"]["containers"]] == ["main"]


async def test_environment_variables_are_told_apart_by_name(gateway: Gateway, server: Server, namespace: str) -> None:
    ours = deployment(namespace, replicas=0)
    ours["spec"]["template"]["spec"]["containers"][0]["env"] = [
        {"name": "A", "value": "1"},
        {"name": "B", "value": "2"},
    ]
    await gateway.apply(ours)
    edit = {"spec": {"template": {"spec": {"containers": [{"name": "main", "env": [{"name": "C", "value": "3"}]}]}}}}
    await server.apply({**deployment(namespace), **edit})
    ours["spec"]["template"]["spec"]["containers"][0]["env"] = [{"name": "A", "value": "4"}]
    changed = await gateway.apply(ours)
    env = {each["name"]: each["value"] for each in changed["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert env == {"A": "4", "C": "3"}


async def test_ports_are_told_apart_by_number(gateway: Gateway, namespace: str) -> None:
    wanted = service(namespace)
    wanted["spec"]["ports"].append({"name": "extra", "port": 81, "targetPort": 8081, "protocol": "TCP"})
    await gateway.apply(wanted)
    changed = await gateway.apply(service(namespace))
    assert [each["port"] for each in changed["spec"]["ports"]] == [80]


async def test_an_atomic_list_is_replaced_as_a_whole(gateway: Gateway, namespace: str) -> None:
    wanted = deployment(namespace, replicas=0)
    wanted["spec"]["template"]["spec"]["containers"][0]["args"] = ["one", "two"]
    await gateway.apply(wanted)
    wanted["spec"]["template"]["spec"]["containers"][0]["args"] = ["three"]
    changed = await gateway.apply(wanted)
    assert changed["spec"]["template"]["spec"]["containers"][0]["args"] == ["three"]


async def test_an_edit_by_somebody_else_shows_in_our_managed_fields(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    ours = await gateway.apply(config_map(namespace, data={"key": "ours", "more": "x"}))
    path = f"/api/v1/namespaces/{namespace}/configmaps/thing"
    edited = await server.send("PATCH", path, {"data": {"key": "edited"}}, "merge-patch+json")
    assert owner(edited, MANAGER)["fieldsV1"] != owner(ours, MANAGER)["fieldsV1"]
    assert "f:key" in owner(edited, OTHER)["fieldsV1"]["f:data"]


async def test_a_repair_after_an_edit_brings_our_managed_fields_back(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    ours = await gateway.apply(config_map(namespace, data={"key": "ours", "more": "x"}))
    path = f"/api/v1/namespaces/{namespace}/configmaps/thing"
    await server.send("PATCH", path, {"data": {"key": "edited"}}, "merge-patch+json")
    repaired = await gateway.apply(config_map(namespace, data={"key": "ours", "more": "x"}))
    assert repaired["data"] == ours["data"]
    assert owner(repaired, MANAGER)["fieldsV1"] == owner(ours, MANAGER)["fieldsV1"]


async def test_a_changed_job_template_is_invalid(gateway: Gateway, namespace: str) -> None:
    await gateway.apply(job(namespace))
    changed = job(namespace)
    changed["spec"]["template"]["spec"]["containers"][0]["args"] = ["other"]
    with pytest.raises(Invalid):
        await gateway.apply(changed)
