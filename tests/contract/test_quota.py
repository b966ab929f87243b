"""ResourceQuota and LimitRange."""

import pytest

from shared.domain.types import Manifest
from shared.kubernetes import kinds
from shared.kubernetes.errors import Forbidden
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import claim, deployment, pod, quota
from tests.contract.server import Server, eventually


async def limited(gateway: Gateway, server: Server, namespace: str, **hard: str) -> None:
    """A quota that counts already, in a namespace whose pods have an account."""
    await gateway.apply(quota(namespace, **hard))
    await server.until(kinds.RESOURCE_QUOTA, "store", namespace, lambda each: each.get("status", {}).get("used"))
    await server.until(kinds.SERVICE_ACCOUNT, "default", namespace, bool)


async def test_a_claim_beyond_the_count_is_forbidden(gateway: Gateway, server: Server, namespace: str) -> None:
    await limited(gateway, server, namespace, persistentvolumeclaims="1")
    await gateway.apply(claim(namespace, "first"))
    with pytest.raises(Forbidden) as refused:
        await gateway.apply(claim(namespace, "second"))
    assert "exceeded quota: store" in refused.value.message
    assert "limited: persistentvolumeclaims=1" in refused.value.message


async def test_a_claim_beyond_the_storage_is_forbidden(gateway: Gateway, server: Server, namespace: str) -> None:
    await limited(gateway, server, namespace, requests_storage="3Gi")
    await gateway.apply(claim(namespace, "first", "2Gi"))
    with pytest.raises(Forbidden) as refused:
        await gateway.apply(claim(namespace, "second", "2Gi"))
    assert "requested: requests.storage=2Gi, used: requests.storage=2Gi, limited: requests.storage=3Gi" in str(
        refused.value
    )


async def test_what_exists_already_is_applied_again_under_a_full_quota(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await limited(gateway, server, namespace, persistentvolumeclaims="1")
    await gateway.apply(claim(namespace))
    await gateway.apply(claim(namespace))


async def test_a_quota_says_what_is_used(gateway: Gateway, server: Server, namespace: str) -> None:
    await limited(gateway, server, namespace, persistentvolumeclaims="3", requests_storage="5Gi")
    await gateway.apply(claim(namespace, storage="2Gi"))
    wanted = {"persistentvolumeclaims": "1", "requests.storage": "2Gi"}
    await server.until(kinds.RESOURCE_QUOTA, "store", namespace, lambda each: each["status"]["used"] == wanted)


async def test_a_pod_beyond_the_cpu_is_forbidden(gateway: Gateway, server: Server, namespace: str) -> None:
    await limited(gateway, server, namespace, requests_cpu="15m")
    await gateway.create(pod(namespace, "first"))
    with pytest.raises(Forbidden) as refused:
        await gateway.create(pod(namespace, "second"))
    assert "requested: requests.cpu=10m, used: requests.cpu=10m, limited: requests.cpu=15m" in str(refused.value)


async def test_under_a_quota_every_container_must_say_what_it_needs(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await limited(gateway, server, namespace, limits_memory="1Gi")
    silent = pod(namespace)
    del silent["spec"]["containers"][0]["resources"]
    with pytest.raises(Forbidden) as refused:
        await gateway.create(silent)
    assert "must specify limits.memory for: main" in str(refused.value)


async def test_a_limit_range_says_it_for_them(gateway: Gateway, server: Server, namespace: str) -> None:
    await gateway.apply(
        {
            "apiVersion": "v1",
            "kind": "LimitRange",
            "metadata": {"name": "store", "namespace": namespace},
            "spec": {"limits": [{"type": "Container", "default": {"memory": "32Mi"}}]},
        }
    )
    await limited(gateway, server, namespace, limits_memory="1Gi")
    silent = pod(namespace)
    del silent["spec"]["containers"][0]["resources"]

    async def created() -> Manifest | None:
        try:
            return await gateway.create(silent)
        except Forbidden:  # the limit range is not in the server's cache yet
            return None

    made = await eventually(created)
    assert made["spec"]["containers"][0]["resources"]["limits"] == {"memory": "32Mi"}


async def test_a_refused_pod_of_a_deployment_shows_as_a_warning_event(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await limited(gateway, server, namespace, pods="0")
    await gateway.apply(deployment(namespace))

    async def warned() -> list[Manifest]:
        events = (await gateway.list(kinds.EVENT, namespace=namespace)).items
        return [event for event in events if event["reason"] == "FailedCreate"]

    (event, *_) = await eventually(warned)
    assert event["type"] == "Warning"
    assert event["involvedObject"]["kind"] == "ReplicaSet"
    assert "exceeded quota" in event["message"]


async def test_a_refused_pod_of_a_deployment_shows_in_its_condition(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    await limited(gateway, server, namespace, pods="0")
    await gateway.apply(deployment(namespace))

    def failing(found: Manifest) -> bool:
        conditions = found.get("status", {}).get("conditions") or ()
        return any(each["type"] == "ReplicaFailure" and each["status"] == "True" for each in conditions)

    await server.until(kinds.DEPLOYMENT, "web", namespace, failing)
