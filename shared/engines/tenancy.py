"""What isolates a store: its namespace, the worker's rights in it, quota, defaults, an account without rights."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from shared.domain.labels import ENGINE, OWNER, SPEC
from shared.domain.naming import namespace_of
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import quantities
from shared.engines.objects import SERVICE_ACCOUNT, Part, labels, manifest

POD_SECURITY_VERSION: Final = "v1.36"
"""Pinned, so that an upgrade of the cluster refuses no pod of a store that runs."""
VERSION: Final = "-version"
"""Ends the labels with those versions."""
STORE_MANAGER: Final = "storeyard-store-manager"
WORKER_ACCOUNT: Final = "storeyard-worker"


def namespace(spec: StoreSpec) -> Manifest:
    """The namespace that is this store (law 1), as it is POSTed (law 2)."""
    metadata = {
        "name": namespace_of(spec.name),
        "labels": {**labels(spec), **_security()},
        "annotations": {SPEC: spec.model_dump_json(by_alias=True)},
    }
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}


def _security() -> dict[str, str]:
    return {
        f"pod-security.kubernetes.io/{mode}{suffix}": value
        for mode in ("enforce", "warn", "audit")
        for suffix, value in (("", "restricted"), (VERSION, POD_SECURITY_VERSION))
    }


def lost_labels(spec: StoreSpec, found: Mapping[str, str]) -> dict[str, str]:
    """What has to be put back of a namespace's labels; what others added stays.

    Those that it is known by are not: without them it may be anybody's (shared/domain/unlabelled.py). A version of Pod
    Security counts only where there is none, since a later release pins another one and changes no store (law 5).
    """
    wanted = {ENGINE: spec.engine, OWNER: spec.owner, **_security()}
    return {
        key: value
        for key, value in wanted.items()
        if (key not in found if key.endswith(VERSION) else found.get(key) != value)
    }


def role_binding(spec: StoreSpec) -> Manifest:
    """The worker's rights inside this namespace, and nowhere else."""
    account = {"kind": "ServiceAccount", "name": WORKER_ACCOUNT, "namespace": spec.exposure.platform_namespace}
    return manifest(
        spec,
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        STORE_MANAGER,
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": STORE_MANAGER},
        subjects=[account],
    )


def guardrails(spec: StoreSpec, workloads: Sequence[Manifest], claims: Sequence[Manifest]) -> list[Manifest]:
    """Quota, limits and account; the quota is what these workloads and claims need at most."""
    return [_quota(spec, workloads, claims), _limits(spec), _account(spec)]


def _quota(spec: StoreSpec, workloads: Sequence[Manifest], claims: Sequence[Manifest]) -> Manifest:
    """Room for everything at once, and once more for the largest pod, which a drain replaces while it still ends."""
    needs = [_needs(workload) for workload in workloads]
    room = {key: sum(n[key] for n in needs) + max(n[key] for n in needs) for key in needs[0]}
    storage = sum(quantities.size(c["spec"]["resources"]["requests"]["storage"]) for c in claims)
    solver = 1 if spec.exposure.tls == "issuer" else 0
    hard = {
        "pods": str(len(workloads) + 1 + solver),
        **{key: _quantity(key, value) for key, value in room.items()},
        "persistentvolumeclaims": str(len(claims)),
        "requests.storage": quantities.memory(storage),
        "services.loadbalancers": "0",
        "services.nodeports": "0",
    }
    return manifest(spec, "v1", "ResourceQuota", "store", spec={"hard": hard})


def _needs(workload: Manifest) -> dict[str, int]:
    """As the API server counts a pod: the sum of its containers or its largest init container."""
    pod = pod_template_of(workload)["spec"]
    return {
        f"{side}.{what}": max(
            sum(_figures(pod["containers"], side, what)),
            max(_figures(pod.get("initContainers", []), side, what), default=0),
        )
        for side in ("requests", "limits")
        for what in ("cpu", "memory")
    }


def _figures(containers: Sequence[Part], side: str, what: str) -> Iterator[int]:
    parse = quantities.millicores if what == "cpu" else quantities.size
    return (parse(container["resources"][side][what]) for container in containers)


def _quantity(key: str, value: int) -> str:
    return quantities.cpu(value) if key.endswith("cpu") else quantities.memory(value)


def pod_template_of(workload: Manifest) -> Part:
    """The pod template inside a Deployment, StatefulSet, Job or CronJob."""
    inner = workload["spec"].get("jobTemplate", workload)
    template: Part = inner["spec"]["template"]
    return template


def _limits(spec: StoreSpec) -> Manifest:
    """Defaults for pods that are not ours (cert-manager's solver, a merchant's own), which the quota would refuse."""
    defaults = {
        "type": "Container",
        "defaultRequest": {"cpu": "10m", "memory": "64Mi"},
        "default": {"cpu": "100m", "memory": "128Mi"},
    }
    return manifest(spec, "v1", "LimitRange", "store", spec={"limits": [defaults]})


def _account(spec: StoreSpec) -> Manifest:
    return manifest(spec, "v1", "ServiceAccount", SERVICE_ACCOUNT, automountServiceAccountToken=False)
