"""StatefulSets and ReplicaSets: pods are made and counted, statuses follow."""

from services.simulator.controllers import failures
from services.simulator.controllers.scope import (
    Scope,
    condition,
    is_true,
    pod_name,
    reference_to,
    template_hash,
    with_condition,
)
from services.simulator.faults import ApiError
from shared.domain.types import Manifest

REVISION = "controller-revision-hash"
TEMPLATE = "pod-template-hash"


def new_pod(owner: Manifest, template: Manifest, name: str, labels: dict[str, str]) -> Manifest:
    """A pod from a template; the scheduler's part is done with it, since there is one simulated node."""
    metadata = template.get("metadata") or {}
    spec = {"restartPolicy": "Always", "serviceAccountName": "default", **template["spec"], "nodeName": "simulated"}
    return {
        "metadata": {
            "name": name,
            "labels": {**(metadata.get("labels") or {}), **labels},
            "annotations": dict(metadata.get("annotations") or {}),
            "ownerReferences": [reference_to(owner)],
        },
        "spec": spec,
        "status": {"phase": "Pending"},
    }


def create_pod(scope: Scope, owner: Manifest, pod: Manifest) -> str:
    """Make the pod; a refusal is told as an event, as it shows nowhere else, and returned."""
    failures.request(pod, scope.namespace, scope.fail)
    try:
        failures.check(pod)
        scope.create("pods", pod)
    except ApiError as error:
        scope.event(owner, "FailedCreate", f"Error creating: {error}", warning=True)
        return str(error)
    return ""


def run_statefulsets(scope: Scope) -> None:
    """Fixed names, one after the other is not modelled: all pods start at once."""
    for each in scope.all("statefulsets"):
        if "deletionTimestamp" not in each["metadata"]:
            _statefulset(scope, each)


def _statefulset(scope: Scope, each: Manifest) -> None:
    spec, name = each["spec"], each["metadata"]["name"]
    revision = template_hash(spec["template"])
    pods = {pod["metadata"]["name"]: pod for pod in scope.dependents(each, "pods")}
    wanted = [f"{name}-{index}" for index in range(spec.get("replicas", 1))]
    for pod in pods.values():
        if pod["metadata"]["name"] not in wanted or pod["metadata"]["labels"].get(REVISION) != revision:
            scope.delete(pod)
    for pod_wanted in wanted:
        _claims(scope, each, pod_wanted)
        if scope.store.get("pods", scope.namespace, pod_wanted) is None:
            labels = {REVISION: revision, "statefulset.kubernetes.io/pod-name": pod_wanted}
            create_pod(scope, each, new_pod(each, spec["template"], pod_wanted, labels))
    alive = scope.dependents(each, "pods")
    ready = sum(is_true(pod, "Ready") for pod in alive)
    status: Manifest = {
        "replicas": len(alive),
        "readyReplicas": ready,
        "availableReplicas": ready,
        "currentReplicas": len(alive),
    }
    status |= {"updatedReplicas": len(alive), "currentRevision": revision, "updateRevision": revision}
    status |= {"observedGeneration": each["metadata"]["generation"], "collisionCount": 0}
    scope.update({**each, "status": status})


def _claims(scope: Scope, each: Manifest, pod: str) -> None:
    """The volumes that a StatefulSet asks for; they outlive it, as by default in Kubernetes."""
    for template in each["spec"].get("volumeClaimTemplates") or ():
        name = f"{template['metadata']['name']}-{pod}"
        if scope.store.get("persistentvolumeclaims", scope.namespace, name):
            continue
        labels = {**(template["metadata"].get("labels") or {}), **each["spec"]["selector"].get("matchLabels", {})}
        claim = {"metadata": {"name": name, "labels": labels}, "spec": template["spec"], "status": {"phase": "Pending"}}
        try:
            scope.create("persistentvolumeclaims", claim)
        except ApiError as error:
            scope.event(each, "FailedCreate", f"create Claim {name} failed: {error}", warning=True)


def run_replicasets(scope: Scope) -> None:
    """As many pods as wanted, under random names."""
    for each in scope.all("replicasets"):
        if "deletionTimestamp" not in each["metadata"]:
            _replicaset(scope, each)


def _replicaset(scope: Scope, each: Manifest) -> None:
    wanted, name = each["spec"].get("replicas", 1), each["metadata"]["name"]
    pods = scope.dependents(each, "pods")
    for pod in pods[wanted:]:
        scope.delete(pod)
    refusals = [
        create_pod(scope, each, new_pod(each, each["spec"]["template"], pod_name(name), {}))
        for _ in range(wanted - len(pods))
    ]
    alive = scope.dependents(each, "pods")
    ready = sum(is_true(pod, "Ready") for pod in alive)
    status: Manifest = {"replicas": len(alive), "readyReplicas": ready, "availableReplicas": ready}
    status["observedGeneration"] = each["metadata"]["generation"]
    if refused := next(filter(None, refusals), ""):
        status["conditions"] = [
            with_condition(each, "ReplicaFailure", holds=True, reason="FailedCreate", now=scope.now, message=refused)
        ]
        scope.wait(5.0, scope.now)
    elif len(alive) < wanted:
        status["conditions"] = [condition(each, "ReplicaFailure")]
    scope.update({**each, "status": status})
