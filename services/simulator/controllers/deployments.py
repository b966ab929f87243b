"""Deployments: one ReplicaSet a pod template; the old one goes when the new one is ready, or first (Recreate)."""

from services.simulator.controllers.scope import (
    Scope,
    condition,
    reference_to,
    template_hash,
    with_condition,
)
from services.simulator.controllers.workloads import TEMPLATE
from shared.domain.types import Manifest


def run(scope: Scope) -> None:
    """Every Deployment here."""
    for each in scope.all("deployments"):
        if "deletionTimestamp" not in each["metadata"]:
            _deployment(scope, each)


def _deployment(scope: Scope, each: Manifest) -> None:
    name, replicas = (
        f"{each['metadata']['name']}-{template_hash(each['spec']['template'])}",
        each["spec"].get("replicas", 1),
    )
    sets = {item["metadata"]["name"]: item for item in scope.dependents(each, "replicasets")}
    old = [item for item in sets.values() if item["metadata"]["name"] != name]
    recreate = (each["spec"].get("strategy") or {}).get("type") == "Recreate"
    if recreate and any(_count(item, "replicas") for item in old):
        _scale(scope, old, 0)
        current: Manifest = sets.get(name, {})
    else:
        current = sets.get(name) or _new_set(scope, each, name, replicas)
        _scale(scope, [current], replicas)
        if _count(current, "readyReplicas") >= replicas:
            _scale(scope, old, 0)
    scope.update({**each, "status": _status(scope, each, current, old, replicas)})


def _count(item: Manifest, name: str) -> int:
    return int((item.get("status") or {}).get(name, 0))


def _scale(scope: Scope, sets: list[Manifest], replicas: int) -> None:
    for item in sets:
        if item["spec"]["replicas"] != replicas:
            metadata = {**item["metadata"], "generation": item["metadata"]["generation"] + 1}
            scope.update({**item, "metadata": metadata, "spec": {**item["spec"], "replicas": replicas}})


def _new_set(scope: Scope, each: Manifest, name: str, replicas: int) -> Manifest:
    template = each["spec"]["template"]
    labels = {**(template.get("metadata", {}).get("labels") or {}), TEMPLATE: name.rsplit("-", 1)[1]}
    metadata = {**(template.get("metadata") or {}), "labels": labels}
    body = {
        "metadata": {"name": name, "labels": labels, "ownerReferences": [reference_to(each)]},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {**template, "metadata": metadata},
        },
        "status": {"replicas": 0},
    }
    return scope.create("replicasets", body)


def _status(scope: Scope, each: Manifest, current: Manifest, old: list[Manifest], replicas: int) -> Manifest:
    ready = _count(current, "readyReplicas") + sum(_count(item, "readyReplicas") for item in old)
    total = _count(current, "replicas") + sum(_count(item, "replicas") for item in old)
    status: Manifest = {
        "observedGeneration": each["metadata"]["generation"],
        "replicas": total,
        "updatedReplicas": _count(current, "replicas"),
        "readyReplicas": ready,
        "availableReplicas": ready,
        "unavailableReplicas": max(replicas - ready, 0),
    }
    done = _count(current, "readyReplicas") >= replicas
    enough = "MinimumReplicasAvailable" if ready >= replicas else "MinimumReplicasUnavailable"
    way = "NewReplicaSetAvailable" if done else "ReplicaSetUpdated"
    status["conditions"] = [
        with_condition(each, "Available", holds=ready >= replicas, reason=enough, now=scope.now),
        with_condition(each, "Progressing", holds=True, reason=way, now=scope.now),
    ]
    if failure := condition(current, "ReplicaFailure"):
        status["conditions"].append(failure)
    return status
