"""What becomes of workloads and volumes."""

import pytest

from shared.domain.podlogs import parsed
from shared.domain.types import Manifest
from shared.kubernetes import kinds
from shared.kubernetes.errors import BadRequest
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import claim, condition, deployment, job, stateful_set
from tests.contract.server import Server, eventually, version


def ready(found: Manifest) -> bool:
    status = found.get("status") or {}
    return bool(status.get("readyReplicas", 0) >= found["spec"]["replicas"])


async def test_a_deployment_becomes_available(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(deployment(namespace, replicas=2))
    found = await server.until(kinds.DEPLOYMENT, "web", namespace, ready)
    assert found["status"]["observedGeneration"] == found["metadata"]["generation"]
    assert condition(found, "Available")["status"] == "True"
    assert condition(found, "Progressing")["status"] == "True"


async def test_its_pods_are_ready_and_say_whose_they_are(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(deployment(namespace))
    await server.until(kinds.DEPLOYMENT, "web", namespace, ready)
    (pod,) = (await gateway.list(kinds.POD, namespace=namespace, selector="app=web")).items
    assert pod["status"]["phase"] == "Running"
    assert condition(pod, "Ready")["status"] == "True"
    assert condition(pod, "PodScheduled")["status"] == "True"
    assert pod["status"]["containerStatuses"][0]["ready"] is True
    assert "running" in pod["status"]["containerStatuses"][0]["state"]
    assert pod["metadata"]["ownerReferences"][0]["kind"] == "ReplicaSet"


async def test_a_status_does_not_change_our_managed_fields(gateway: Gateway, server: Server, namespace: str) -> None:
    first = await gateway.apply(deployment(namespace))
    await server.until(kinds.DEPLOYMENT, "web", namespace, ready)
    again = await gateway.apply(deployment(namespace))
    ours = [each for each in first["metadata"]["managedFields"] if each["operation"] == "Apply"]
    assert [each for each in again["metadata"]["managedFields"] if each["operation"] == "Apply"] == ours


async def test_an_unchanged_apply_of_a_deployment_that_is_up_writes_nothing(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await gateway.apply(deployment(namespace))
    await server.until(
        kinds.DEPLOYMENT,
        "web",
        namespace,
        lambda found: condition(found, "Progressing").get("reason") == "NewReplicaSetAvailable",
    )
    before = await gateway.get(kinds.DEPLOYMENT, "web", namespace)
    again = await gateway.apply(deployment(namespace))
    assert version(again) == version(before)


async def test_a_new_template_replaces_the_pods(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(deployment(namespace, strategy={"type": "Recreate"}))
    await server.until(kinds.DEPLOYMENT, "web", namespace, ready)
    (before,) = (await gateway.list(kinds.POD, namespace=namespace)).items
    changed = deployment(namespace, strategy={"type": "Recreate"})
    changed["spec"]["template"]["metadata"]["annotations"] = {"round": "two"}
    await gateway.apply(changed)

    async def replaced() -> bool:
        pods = (await gateway.list(kinds.POD, namespace=namespace)).items
        return bool(pods) and before["metadata"]["uid"] not in [pod["metadata"]["uid"] for pod in pods]

    await eventually(replaced)


async def test_the_pods_of_a_stateful_set_are_numbered(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(stateful_set(namespace, replicas=2))
    await server.until(kinds.STATEFUL_SET, "database", namespace, ready)
    pods = (await gateway.list(kinds.POD, namespace=namespace)).items
    assert [pod["metadata"]["name"] for pod in pods] == ["database-0", "database-1"]


async def test_a_deleted_pod_of_a_stateful_set_comes_back(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(stateful_set(namespace))
    await server.until(kinds.STATEFUL_SET, "database", namespace, ready)
    before = await gateway.get(kinds.POD, "database-0", namespace)
    await gateway.delete(kinds.POD, "database-0", namespace=namespace)
    uid = before["metadata"]["uid"]
    await server.until(kinds.POD, "database-0", namespace, lambda found: found["metadata"]["uid"] != uid)


async def test_a_job_completes(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(job(namespace))
    found = await completed(server, namespace)
    assert found["status"]["succeeded"] == 1
    assert found["status"]["completionTime"]
    pods = (await gateway.list(kinds.POD, namespace=namespace, selector="batch.kubernetes.io/job-name=setup-1")).items
    assert [pod["status"]["phase"] for pod in pods] == ["Succeeded"]


async def completed(server: Server, namespace: str) -> Manifest:
    return await server.until(
        kinds.JOB, "setup-1", namespace, lambda found: condition(found, "Complete").get("status") == "True"
    )


async def test_a_complete_job_is_applied_again_without_a_change(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await gateway.apply(job(namespace))
    before = await completed(server, namespace)
    again = await gateway.apply(job(namespace))
    assert version(again) == version(before)


async def test_a_claim_without_a_class_gets_the_default_one_and_is_bound(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    volume = await bound(gateway, server, namespace)
    assert volume["spec"]["claimRef"]["namespace"] == namespace
    assert volume["spec"]["claimRef"]["name"] == "data"


async def bound(gateway: Gateway, server: Server, namespace: str) -> Manifest:
    """The volume of a new claim that a pod uses (a class may wait for the first consumer)."""
    await gateway.apply(claim(namespace))
    user = deployment(namespace)
    user["spec"]["template"]["spec"]["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    await gateway.apply(user)
    found = await server.until(
        kinds.PERSISTENT_VOLUME_CLAIM, "data", namespace, lambda each: each.get("status", {}).get("phase") == "Bound"
    )
    assert found["spec"]["storageClassName"]
    return await gateway.get(kinds.PERSISTENT_VOLUME, found["spec"]["volumeName"])


async def test_a_volume_goes_with_its_namespace(gateway: Gateway, server: Server, namespace: str) -> None:
    volume = await bound(gateway, server, namespace)
    await gateway.delete(kinds.NAMESPACE, namespace)
    await server.gone(kinds.NAMESPACE, namespace)
    await server.gone(kinds.PERSISTENT_VOLUME, volume["metadata"]["name"])


async def test_a_log_has_times_and_begins_where_it_is_told(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(deployment(namespace))
    await server.until(kinds.DEPLOYMENT, "web", namespace, ready)
    (pod,) = (await gateway.list(kinds.POD, namespace=namespace)).items
    name = pod["metadata"]["name"]
    lines = parsed(await gateway.logs(namespace, name, timestamps=True), name, "web")
    assert lines
    since = f"{lines[-1].at[:19]}Z"
    again = parsed(await gateway.logs(namespace, name, timestamps=True, tail=None, since=since), name, "web")
    assert lines[-1] in again
    assert all(line.at >= since[:19] for line in again)
    assert await gateway.logs(namespace, name, since="2100-01-01T00:00:00Z") == ""
    assert len(await gateway.logs(namespace, name, limit_bytes=7)) == 7


async def test_the_log_of_a_container_that_a_pod_does_not_have_is_refused(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await gateway.apply(deployment(namespace))
    await server.until(kinds.DEPLOYMENT, "web", namespace, ready)
    (pod,) = (await gateway.list(kinds.POD, namespace=namespace)).items
    with pytest.raises(BadRequest, match="nobody"):
        await gateway.logs(namespace, pod["metadata"]["name"], container="nobody")
