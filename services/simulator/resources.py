"""The kinds that the simulator knows: one table, which discovery and the routes are made from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind and where it is served."""

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool = True
    short: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    has_status: bool = False

    @property
    def api_version(self) -> str:
        """What objects carry as `apiVersion`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """The name that API messages use, as `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


_ALL = ("all",)
_APPS = "apps"
_BATCH = "batch"
_RBAC = "rbac.authorization.k8s.io"
_NETWORK = "networking.k8s.io"
_ADMISSION = "admissionregistration.k8s.io"

RESOURCES = (
    Resource("", "v1", "namespaces", "Namespace", namespaced=False, short=("ns",), has_status=True),
    Resource("", "v1", "nodes", "Node", namespaced=False, short=("no",), has_status=True),
    Resource("", "v1", "persistentvolumes", "PersistentVolume", namespaced=False, short=("pv",), has_status=True),
    Resource("", "v1", "resourcequotas", "ResourceQuota", short=("quota",), has_status=True),
    Resource("", "v1", "limitranges", "LimitRange", short=("limits",)),
    Resource("", "v1", "serviceaccounts", "ServiceAccount", short=("sa",)),
    Resource("", "v1", "secrets", "Secret"),
    Resource("", "v1", "configmaps", "ConfigMap", short=("cm",)),
    Resource("", "v1", "services", "Service", short=("svc",), categories=_ALL, has_status=True),
    Resource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", short=("pvc",), has_status=True),
    Resource("", "v1", "pods", "Pod", short=("po",), categories=_ALL, has_status=True),
    Resource("", "v1", "events", "Event", short=("ev",)),
    Resource(_APPS, "v1", "deployments", "Deployment", short=("deploy",), categories=_ALL, has_status=True),
    Resource(_APPS, "v1", "statefulsets", "StatefulSet", short=("sts",), categories=_ALL, has_status=True),
    Resource(_APPS, "v1", "replicasets", "ReplicaSet", short=("rs",), categories=_ALL, has_status=True),
    Resource(_BATCH, "v1", "jobs", "Job", categories=_ALL, has_status=True),
    Resource(_BATCH, "v1", "cronjobs", "CronJob", short=("cj",), categories=_ALL, has_status=True),
    Resource(_NETWORK, "v1", "ingresses", "Ingress", short=("ing",), has_status=True),
    Resource(_NETWORK, "v1", "networkpolicies", "NetworkPolicy", short=("netpol",)),
    Resource(_NETWORK, "v1", "ingressclasses", "IngressClass", namespaced=False),
    Resource("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute", has_status=True),
    Resource("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", short=("pdb",), has_status=True),
    Resource(_RBAC, "v1", "rolebindings", "RoleBinding"),
    Resource("storage.k8s.io", "v1", "storageclasses", "StorageClass", namespaced=False, short=("sc",)),
    Resource(_ADMISSION, "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", namespaced=False),
    Resource(
        _ADMISSION, "v1", "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", namespaced=False
    ),
)
BY_PLURAL = {resource.plural: resource for resource in RESOURCES}
BY_KIND = {resource.kind: resource for resource in RESOURCES}
EXACT = {(resource.group, resource.version, resource.plural): resource for resource in RESOURCES}

WITHOUT_GENERATION = frozenset(
    {"namespaces", "secrets", "configmaps", "serviceaccounts", "services", "events", "persistentvolumeclaims"}
    | {"persistentvolumes", "resourcequotas", "limitranges", "rolebindings", "nodes", "storageclasses"}
)
"""Kinds whose `metadata.generation` a real API server does not keep."""
