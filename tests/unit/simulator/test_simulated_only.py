"""What only the simulator has: that it says so, the fence without a policy, failures on request, the journal."""

import time

import aiohttp
import pytest

from shared.domain.types import Manifest
from shared.kubernetes import kinds
from shared.kubernetes.client import connect
from shared.kubernetes.errors import BadRequest, Forbidden, Gone
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import claim, condition, config_map, deployment, job, stateful_set
from tests.contract.process import Simulator
from tests.contract.server import Server, eventually
from tests.unit.simulator.conftest import Start

UID = "storeyard.dev/uid"
FAIL = "simulator.storeyard.dev/fail"


async def test_it_announces_itself_in_its_version(gateway: Gateway) -> None:
    assert "simulated" in (await gateway.version())["gitVersion"]


async def test_every_answer_is_marked(shared_simulator: Simulator) -> None:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{shared_simulator.port}") as http:
        for path, status in (("/livez", 200), ("/api/v1/namespaces", 200), ("/api/v1/namespaces/nobody", 404)):
            async with http.get(path) as response:
                assert response.status == status
                assert response.headers["X-Storeyard-Simulated"] == "true"
                assert response.headers["Date"]


async def test_the_worker_cannot_write_what_carries_another_stores_uid(server: Server, gateway: Gateway) -> None:
    namespace = await server.namespace(labels={UID: "new"})
    with pytest.raises(Forbidden, match="ValidatingAdmissionPolicy"):
        await gateway.apply(config_map(namespace, labels={UID: "old"}))
    with pytest.raises(Forbidden):
        await gateway.create(config_map(namespace))
    await gateway.apply(config_map(namespace, labels={UID: "new"}))


async def test_somebody_else_is_not_fenced(server: Server) -> None:
    namespace = await server.namespace(labels={UID: "new"})
    await server.apply(config_map(namespace, labels={UID: "old"}))


async def test_a_deployment_is_ready_only_after_the_setup_job(server: Server, gateway: Gateway) -> None:
    namespace = await server.namespace()
    held = stateful_set(namespace)
    held["spec"]["template"]["metadata"]["annotations"] = {FAIL: "crash-loop"}
    for each in (held, job(namespace), deployment(namespace)):
        await gateway.apply(each)
    pod = await _pod(server, namespace, "app=web", lambda found: found["status"]["phase"] == "Running")
    assert condition(pod, "Ready")["status"] == "False"
    assert not condition(await gateway.get(kinds.JOB, "setup-1", namespace), "Complete")
    await gateway.apply(stateful_set(namespace))
    await server.until(
        kinds.DEPLOYMENT, "web", namespace, lambda found: found.get("status", {}).get("readyReplicas") == 1
    )
    assert condition(await gateway.get(kinds.JOB, "setup-1", namespace), "Complete")["status"] == "True"


async def _pod(server: Server, namespace: str, selector: str, holds: object) -> Manifest:
    async def look() -> Manifest | None:
        pods = (await server.gateway.list(kinds.POD, namespace=namespace, selector=selector)).items
        return next((pod for pod in pods if holds(pod)), None)  # type: ignore[operator]

    found = await eventually(look)
    assert found
    return found


def _failing(manifest: Manifest, how: str) -> Manifest:
    manifest["spec"]["template"]["metadata"]["annotations"] = {FAIL: how}
    return manifest


def _waits_for(reason: str) -> object:
    def holds(pod: Manifest) -> bool:
        statuses = pod["status"].get("containerStatuses") or ()
        return any(each["state"].get("waiting", {}).get("reason") == reason for each in statuses)

    return holds


async def test_an_image_that_cannot_be_pulled_shows_in_pod_and_events(
    server: Server, gateway: Gateway, namespace: str
) -> None:
    await gateway.apply(_failing(deployment(namespace), "image-pull"))
    pod = await _pod(server, namespace, "app=web", _waits_for("ErrImagePull"))
    assert pod["status"]["phase"] == "Pending"
    events = (await gateway.list(kinds.EVENT, namespace=namespace)).items
    assert "Failed" in [event["reason"] for event in events if event["type"] == "Warning"]


async def test_a_crash_loop_shows_in_the_pod(server: Server, gateway: Gateway, namespace: str) -> None:
    await gateway.apply(_failing(deployment(namespace), "crash-loop"))
    pod = await _pod(server, namespace, "app=web", _waits_for("CrashLoopBackOff"))
    assert pod["status"]["containerStatuses"][0]["lastState"]["terminated"]["exitCode"] == 1


async def test_a_container_that_needs_too_much_memory_is_killed(
    server: Server, gateway: Gateway, namespace: str
) -> None:
    await gateway.apply(_failing(deployment(namespace), "out-of-memory"))
    pod = await _pod(server, namespace, "app=web", _waits_for("CrashLoopBackOff"))
    assert pod["status"]["containerStatuses"][0]["lastState"]["terminated"]["reason"] == "OOMKilled"


async def test_a_pod_that_waits_for_a_volume_of_no_class_is_placed_when_the_class_comes(
    server: Server, gateway: Gateway, namespace: str
) -> None:
    lacking, web = claim(namespace, "data"), deployment(namespace)
    lacking["spec"]["storageClassName"] = namespace
    held = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    web["spec"]["template"]["spec"]["volumes"] = [held]
    for each in (lacking, web):
        await gateway.apply(each)
    pod = await _pod(server, namespace, "app=web", lambda found: condition(found, "PodScheduled"))
    assert "unbound immediate PersistentVolumeClaims" in condition(pod, "PodScheduled")["message"]
    told = [event["message"] for event in (await gateway.list(kinds.EVENT, namespace=namespace)).items]
    assert f'storageclass.storage.k8s.io "{namespace}" not found' in told
    made = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": namespace}}
    await server.apply({**made, "provisioner": "example.com/none"})
    await _pod(server, namespace, "app=web", lambda found: condition(found, "PodScheduled")["status"] == "True")


async def test_a_setup_that_fails_fails_its_job_after_the_backoff_limit(
    server: Server, gateway: Gateway, namespace: str
) -> None:
    await gateway.apply(_failing(job(namespace), "setup-failed"))
    found = await server.until(
        kinds.JOB, "setup-1", namespace, lambda each: condition(each, "Failed").get("status") == "True"
    )
    assert condition(found, "Failed")["reason"] == "BackoffLimitExceeded"
    assert found["status"]["failed"] == 3


async def test_logs_say_that_they_are_simulated(server: Server, gateway: Gateway, namespace: str) -> None:
    await gateway.apply(deployment(namespace))
    pod = await _pod(server, namespace, "app=web", lambda found: found["status"]["phase"] == "Running")
    assert "simulated" in await gateway.logs(namespace, pod["metadata"]["name"])


async def test_a_container_that_has_not_started_has_no_log_and_says_why(
    server: Server, gateway: Gateway, namespace: str
) -> None:
    await gateway.apply(_failing(deployment(namespace), "image-pull"))
    pod = await _pod(server, namespace, "app=web", _waits_for("ErrImagePull"))
    with pytest.raises(BadRequest, match="waiting to start: ErrImagePull"):
        await gateway.logs(namespace, pod["metadata"]["name"])


async def test_an_ingress_gets_an_address(server: Server, gateway: Gateway, namespace: str) -> None:
    rule = {"host": "a.localhost"}
    body = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "spec": {"rules": [rule]}}
    await gateway.apply({**body, "metadata": {"name": "web", "namespace": namespace}})
    await server.until(kinds.INGRESS, "web", namespace, lambda found: found.get("status", {}).get("loadBalancer"))


async def test_the_journal_lists_every_write_with_its_outcome(start: Start) -> None:
    simulator = start()
    async with connect(simulator.kubeconfig) as connection:
        gateway = Gateway(connection)
        await gateway.create(config_map("default"))
        with pytest.raises(Exception, match="already exists"):
            await gateway.create(config_map("default"))
        await gateway.apply(config_map("default"))
        await gateway.delete(kinds.CONFIG_MAP, "thing", namespace="default")
    address = f"http://127.0.0.1:{simulator.port}/simulator/journal"
    async with aiohttp.ClientSession() as http, http.get(address) as response:
        items = (await response.json())["items"]
    told = [(item["verb"], item["plural"], item["namespace"], item["name"], item["code"]) for item in items]
    where = ("configmaps", "default", "thing")
    assert told == [
        ("create", *where, 201),
        ("create", *where, 409),
        ("apply", *where, 200),
        ("delete", *where, 200),
    ]


async def test_every_write_can_be_slowed_down(start: Start) -> None:
    simulator = start(WRITE_DELAY="0.3")
    async with connect(simulator.kubeconfig) as connection:
        gateway = Gateway(connection)
        began = time.monotonic()
        await gateway.create(config_map("default"))
        assert time.monotonic() - began >= 0.3
        began = time.monotonic()
        await gateway.get(kinds.CONFIG_MAP, "thing", "default")
        assert time.monotonic() - began < 0.3


async def test_what_is_older_than_the_history_is_gone(start: Start) -> None:
    simulator = start(HISTORY="5")
    async with connect(simulator.kubeconfig) as connection:
        server = Server(Gateway(connection), connection)
        for number in range(3):
            await server.gateway.create(config_map("default", f"map-{number}"))
        page = await server.send("GET", "/api/v1/configmaps", limit="1")
        for number in range(10):
            await server.gateway.create(config_map("default", f"more-{number}"))
        with pytest.raises(Gone):
            await server.send("GET", "/api/v1/configmaps", **{"continue": page["metadata"]["continue"]})
        version = int(page["metadata"]["resourceVersion"])
        events = [event async for event in server.events(kinds.CONFIG_MAP, version)]
    assert events[0]["object"]["code"] == 410


async def test_a_foreground_deletion_takes_the_dependents_first(
    server: Server, gateway: Gateway, namespace: str
) -> None:
    await gateway.apply(deployment(namespace))
    await _pod(server, namespace, "app=web", lambda found: found["status"]["phase"] == "Running")
    await gateway.delete(kinds.DEPLOYMENT, "web", namespace=namespace, propagation="Foreground")
    await server.gone(kinds.DEPLOYMENT, "web", namespace)
    assert (await gateway.list(kinds.POD, namespace=namespace)).items == []


async def test_discovery_names_every_kind(server: Server) -> None:
    core = await server.send("GET", "/api/v1")
    assert {"namespaces", "pods", "secrets"} <= {each["name"] for each in core["resources"]}
    groups = await server.send("GET", "/apis")
    assert "apps" in {group["name"] for group in groups["groups"]}
    apps = await server.send("GET", "/apis/apps/v1")
    assert "deploy" in next(each for each in apps["resources"] if each["name"] == "deployments")["shortNames"]
