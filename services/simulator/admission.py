"""What a write must pass before it is kept: its namespace, the uid fence, defaults, quota, fields that stay."""

import hashlib
import re
from typing import Any

from services.simulator import quota
from services.simulator.faults import forbidden, invalid, not_found
from services.simulator.resources import BY_PLURAL, Resource
from services.simulator.store import Store
from shared.domain.labels import UID
from shared.domain.types import Manifest

FENCED_MANAGER = "storeyard"
"""The field manager that the admission policy of the chart holds to the uid fence; here the worker has no user."""
DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_RBAC_NAMES = frozenset({"rolebindings"})
_NAME_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character"
)
_KEPT: dict[str, tuple[str, ...]] = {
    "jobs": ("template", "selector", "completions", "completionMode"),
    "statefulsets": ("serviceName", "selector", "volumeClaimTemplates", "podManagementPolicy"),
    "deployments": ("selector",),
    "replicasets": ("selector",),
    "persistentvolumeclaims": ("accessModes", "storageClassName", "volumeMode", "selector"),
    "services": ("clusterIP",),
}


def check_create(store: Store, resource: Resource, manifest: Manifest, manager: str) -> None:
    """Refuse a new object that Kubernetes would refuse; fill in what Kubernetes fills in."""
    metadata = manifest["metadata"]
    _check_name(resource, metadata["name"])
    if resource.namespaced:
        _check_namespace(store, resource, metadata)
        check_fence(store, resource, metadata, manager)
        _defaults(store, resource, manifest)
        quota.check(store, resource, manifest)


def _check_name(resource: Resource, name: str) -> None:
    if resource.plural not in _RBAC_NAMES and _NAME.fullmatch(name) is None:
        raise invalid(resource, name, "metadata.name", f'Invalid value: "{name}": {_NAME_RULE}')


def _check_namespace(store: Store, resource: Resource, metadata: Manifest) -> None:
    namespace = metadata["namespace"]
    home = store.get("namespaces", "", namespace)
    if home is None:
        raise not_found(BY_PLURAL["namespaces"], namespace)
    if home.deleting:
        why = f"unable to create new content in namespace {namespace} because it is being terminated"
        message = f"namespace {namespace} is being terminated"
        cause = {"reason": "NamespaceTerminating", "message": message, "field": "metadata.namespace"}
        raise forbidden(resource, metadata["name"], why, [cause])


def check_fence(store: Store, resource: Resource, metadata: Manifest, manager: str) -> None:
    """403 when our worker writes an object of one store into the namespace of another (law 2)."""
    home = store.get("namespaces", "", metadata.get("namespace", ""))
    if manager != FENCED_MANAGER or home is None:
        return
    theirs, ours = home.labels.get(UID), (metadata.get("labels") or {}).get(UID)
    if theirs != ours:
        why = (
            "ValidatingAdmissionPolicy 'storeyard-uid-fence' with binding 'storeyard-uid-fence' denied request: "
            f"the object's label {UID} is not its namespace's"
        )
        raise forbidden(resource, metadata["name"], why)


def check_kept(resource: Resource, before: Manifest, after: Manifest) -> None:
    """422 when a field changes that cannot be changed."""
    old, new = before.get("spec") or {}, after.get("spec") or {}
    for field in _KEPT.get(resource.plural, ()):
        if field in old and old[field] != new.get(field):
            raise invalid(resource, after["metadata"]["name"], f"spec.{field}", "field is immutable")
    if before.get("roleRef") != after.get("roleRef"):
        raise invalid(resource, after["metadata"]["name"], "roleRef", "cannot change roleRef")


def _defaults(store: Store, resource: Resource, manifest: Manifest) -> None:
    if resource.plural == "services":
        spec = manifest.setdefault("spec", {})
        if spec.setdefault("clusterIP", _address(manifest)) != "None":
            spec.setdefault("type", "ClusterIP")
    elif resource.plural == "persistentvolumeclaims":
        _default_class(store, manifest["spec"])
    elif resource.plural == "resourcequotas":
        manifest["status"] = quota.with_status(store, manifest)["status"]
    elif resource.plural == "pods":
        _default_resources(store, manifest)


def _address(service: Manifest) -> str:
    """A cluster address that depends on the object's uid only."""
    digest = hashlib.sha256(service["metadata"]["uid"].encode()).digest()
    return f"10.{96 + digest[0] % 16}.{digest[1]}.{1 + digest[2] % 254}"


def _default_class(store: Store, spec: Manifest) -> None:
    if "storageClassName" in spec:
        return
    for record in store.all("storageclasses"):
        if (record.manifest()["metadata"].get("annotations") or {}).get(DEFAULT_CLASS) == "true":
            spec["storageClassName"] = record.key.name


def _default_resources(store: Store, pod: Manifest) -> None:
    for record in store.all("limitranges", pod["metadata"]["namespace"]):
        for limit in record.manifest()["spec"].get("limits") or ():
            if limit.get("type") == "Container":
                for container in (*pod["spec"]["containers"], *(pod["spec"].get("initContainers") or ())):
                    _fill(container.setdefault("resources", {}), limit)


def _fill(resources: dict[str, Any], limit: Manifest) -> None:
    explicit = {**(resources.get("limits") or {}), **(resources.get("requests") or {})}
    limits = {**(limit.get("default") or {}), **(resources.get("limits") or {})}
    requests = {**(limit.get("default") or {}), **(limit.get("defaultRequest") or {}), **explicit}
    if limits:
        resources["limits"] = limits
    if requests:
        resources["requests"] = requests
