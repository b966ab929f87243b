"""The kinds that a store is made of, and where the API server serves them."""

from dataclasses import dataclass

from shared.domain.types import Manifest
from shared.kubernetes.errors import UnknownKind


@dataclass(frozen=True)
class Kind:
    """One kind at one API version, as its URL needs it."""

    api_version: str
    kind: str
    plural: str
    namespaced: bool = True

    def path(self, namespace: str | None = None, name: str | None = None) -> str:
        """The URL path of one object, or of a collection without `name` (all namespaces without `namespace`)."""
        if self.namespaced and name and not namespace:
            raise ValueError(f"{self.kind} {name!r} lives in a namespace and none was given")
        root = "/api/v1" if self.api_version == "v1" else f"/apis/{self.api_version}"
        within = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        return f"{root}{within}/{self.plural}" + (f"/{name}" if name else "")


@dataclass(frozen=True)
class Right:
    """One thing that somebody may be allowed in the whole cluster; `name` narrows it to one object."""

    verb: str
    group: str
    resource: str
    name: str = ""

    @classmethod
    def of(cls, verb: str, kind: Kind) -> "Right":
        """The verb on all objects of the kind."""
        return cls(verb, kind.api_version.rpartition("/")[0], kind.plural)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.verb, self.resource, self.name)))


NAMESPACE = Kind("v1", "Namespace", "namespaces", namespaced=False)
RESOURCE_QUOTA = Kind("v1", "ResourceQuota", "resourcequotas")
LIMIT_RANGE = Kind("v1", "LimitRange", "limitranges")
SERVICE_ACCOUNT = Kind("v1", "ServiceAccount", "serviceaccounts")
SECRET = Kind("v1", "Secret", "secrets")
CONFIG_MAP = Kind("v1", "ConfigMap", "configmaps")
SERVICE = Kind("v1", "Service", "services")
PERSISTENT_VOLUME_CLAIM = Kind("v1", "PersistentVolumeClaim", "persistentvolumeclaims")
PERSISTENT_VOLUME = Kind("v1", "PersistentVolume", "persistentvolumes", namespaced=False)
POD = Kind("v1", "Pod", "pods")
EVENT = Kind("v1", "Event", "events")
DEPLOYMENT = Kind("apps/v1", "Deployment", "deployments")
STATEFUL_SET = Kind("apps/v1", "StatefulSet", "statefulsets")
JOB = Kind("batch/v1", "Job", "jobs")
CRON_JOB = Kind("batch/v1", "CronJob", "cronjobs")
NETWORK_POLICY = Kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies")
INGRESS = Kind("networking.k8s.io/v1", "Ingress", "ingresses")
INGRESS_CLASS = Kind("networking.k8s.io/v1", "IngressClass", "ingressclasses", namespaced=False)
HTTP_ROUTE = Kind("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes")
ROLE_BINDING = Kind("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings")
CLUSTER_ROLE = Kind("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", namespaced=False)
STORAGE_CLASS = Kind("storage.k8s.io/v1", "StorageClass", "storageclasses", namespaced=False)
VALIDATING_ADMISSION_POLICY = Kind(
    "admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", namespaced=False
)

KINDS = tuple(value for value in globals().copy().values() if isinstance(value, Kind))
"""Every kind named above."""

_BY_NAME = {(kind.api_version, kind.kind): kind for kind in KINDS}


def kind_of(manifest: Manifest) -> Kind:
    """The kind that a manifest names, or `UnknownKind`."""
    named = (manifest.get("apiVersion"), manifest.get("kind"))
    try:
        return _BY_NAME[named]  # type: ignore[index]  # a foreign manifest may hold anything here
    except KeyError:
        raise UnknownKind(f"no store is made of {named[1]} ({named[0]})") from None
