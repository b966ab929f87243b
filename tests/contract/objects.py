"""Small objects that a real API server accepts."""

from typing import Any

from shared.domain.types import Manifest

IMAGE = "registry.k8s.io/pause:3.10"
SMALL = {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"cpu": "20m", "memory": "32Mi"}}


def config_map(namespace: str, name: str = "thing", data: dict[str, str] | None = None, **metadata: Any) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace, **metadata},
        "data": {"key": "value"} if data is None else data,
    }


def pod_spec(*names: str, **more: Any) -> Manifest:
    return {"containers": [{"name": name, "image": IMAGE, "resources": SMALL} for name in names or ("main",)], **more}


def pod(namespace: str, name: str = "single", **spec: Any) -> Manifest:
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod_spec(**spec)}


def _template(name: str, **spec: Any) -> Manifest:
    return {"metadata": {"labels": {"app": name}}, "spec": pod_spec(**spec)}


def _workload(kind: str, namespace: str, name: str, replicas: int, **spec: Any) -> Manifest:
    body = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": _template(name), **spec}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace},
        "spec": body,
    }


def deployment(namespace: str, name: str = "web", replicas: int = 1, **spec: Any) -> Manifest:
    return _workload("Deployment", namespace, name, replicas, **spec)


def stateful_set(namespace: str, name: str = "database", replicas: int = 1, **spec: Any) -> Manifest:
    return _workload("StatefulSet", namespace, name, replicas, serviceName=name, **spec)


def job(namespace: str, name: str = "setup-1") -> Manifest:
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"backoffLimit": 2, "template": _template(name, restartPolicy="Never")},
    }


def claim(namespace: str, name: str = "data", storage: str = "1Mi") -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": storage}}},
    }


def quota(namespace: str, **hard: str) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "store", "namespace": namespace},
        "spec": {"hard": {name.replace("_", "."): value for name, value in hard.items()}},
    }


def service(namespace: str, name: str = "web") -> Manifest:
    ports = [{"name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"app": name}, "ports": ports},
    }


def condition(manifest: Manifest, kind: str) -> Manifest:
    conditions = (manifest.get("status") or {}).get("conditions") or ()
    return next((each for each in conditions if each["type"] == kind), {})


def owner(manifest: Manifest, manager: str) -> Manifest:
    """The managedFields entry of a manager, or {}."""
    entries = manifest["metadata"].get("managedFields") or ()
    return next((entry for entry in entries if entry["manager"] == manager), {})
