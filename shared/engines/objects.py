"""Small builders that keep the engines short: labels, security contexts, resources, probes, volumes.

Every object carries the store's labels, the uid above all: the admission policy refuses what does not (law 2).
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.domain.labels import COMPONENT, ENGINE, MANAGED_BY, MANAGER, OWNER, PART_OF, ROTATION, STORE, UID
from shared.domain.naming import namespace_of
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import quantities

SERVICE_ACCOUNT: Final = "store"
HTTP: Final = "http"
"""Name of the port that a web container listens on."""

Part = dict[str, Any]
"""A piece of a manifest, as a container or a probe."""


def labels(spec: StoreSpec, component: str | None = None) -> dict[str, str]:
    """The labels of everything that belongs to a store."""
    mine = {
        MANAGED_BY: MANAGER,
        PART_OF: spec.installation,
        STORE: spec.name,
        UID: spec.uid,
        ENGINE: spec.engine,
        OWNER: spec.owner,
    }
    return mine if component is None else {COMPONENT: component, **mine}


def manifest(
    spec: StoreSpec, api: str, kind: str, name: str, /, *, component: str | None = None, **body: Any
) -> Manifest:
    """An object in the store's namespace."""
    metadata = {"name": name, "namespace": namespace_of(spec.name), "labels": labels(spec, component)}
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **body}


def secret(spec: StoreSpec, name: str, values: Mapping[str, str], *, component: str) -> Manifest:
    """`data`, not `stringData`: the latter is write-only and cannot be compared by a server-side apply."""
    data = {key: b64encode(value.encode()).decode() for key, value in values.items()}
    return manifest(spec, "v1", "Secret", name, component=component, type="Opaque", data=data)


def claim(spec: StoreSpec, name: str, storage: str, *, component: str) -> Manifest:
    """A volume of its own object, not a claim template: those are immutable, so no plan could ever grow."""
    wanted: Part = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": storage}}}
    if spec.storage_class is not None:
        wanted["storageClassName"] = spec.storage_class
    return manifest(spec, "v1", "PersistentVolumeClaim", name, component=component, spec=wanted)


def service(spec: StoreSpec, name: str, *, port: int, target: str, headless: bool = False) -> Manifest:
    """A Service of the component of the same name.

    Headless where only the shop itself connects: one name for one pod, and no cluster IP. A busy API server gives those
    out slowly (24 stores at once, 1.36.3: a Service in 4 to 7 s with an IP, in 0.9 s where only `web` has one).
    """
    ports = [{"name": target, "port": port, "targetPort": target}]
    body = {"selector": {COMPONENT: name}, "ports": ports} | ({"clusterIP": "None"} if headless else {})
    return manifest(spec, "v1", "Service", name, component=name, spec=body)


def container(name: str, image: str, resources: Part, **more: Any) -> Part:
    """A container under the restricted Pod Security standard, its root read-only."""
    context = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    fixed = {"name": name, "image": image, "imagePullPolicy": "IfNotPresent", "resources": resources}
    return {**fixed, "securityContext": context, **more}


def pod_template(
    spec: StoreSpec,
    component: str,
    *,
    user: int,
    containers: Sequence[Part],
    volumes: Sequence[Part],
    init: Sequence[Part] = (),
    **more: Any,
) -> Part:
    """A pod without token and service variables (`DATABASE_PORT=tcp://…` would overlay our own).

    The annotation rolls the pods when the secrets rotate, which their environment alone would not.
    """
    body: Part = {
        "serviceAccountName": SERVICE_ACCOUNT,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": _security(user),
        "containers": list(containers),
        "volumes": list(volumes),
        **({"initContainers": list(init)} if init else {}),
        **(
            {"imagePullSecrets": [{"name": name} for name in spec.image_pull_secrets]}
            if spec.image_pull_secrets
            else {}
        ),
        **more,
    }
    annotations = {ROTATION: str(spec.rotation)}
    return {"metadata": {"labels": labels(spec, component), "annotations": annotations}, "spec": body}


def _security(user: int) -> Part:
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def resources(cpu: str, memory: str) -> Part:
    """The plan's figures are limits. Memory is reserved in full, because running out of it kills; a quarter of the
    CPU is, because shops idle and running out of it only waits.
    """
    reserved = quantities.cpu(quantities.millicores(cpu) // 4)
    return {"requests": {"cpu": reserved, "memory": memory}, "limits": {"cpu": cpu, "memory": memory}}


def env(**values: str) -> list[Part]:
    """Plain variables. `$` is doubled: kubelet would put a secret where a shop's title says `$(DATABASE_PASSWORD)`."""
    return [{"name": name, "value": value.replace("$", "$$")} for name, value in values.items()]


def asked_env(spec: StoreSpec, asked: Sequence[str]) -> list[Part]:
    """Tells a setup which options a change named, and which change: an older one that comes late must set nothing.

    A setup that nobody asked for has no such variables.
    """
    return env(STOREYARD_ASKED=",".join(asked), STOREYARD_GENERATION=str(spec.generation)) if asked else []


def secret_env(secret_name: str, *keys: str) -> list[Part]:
    """Variables named as the keys of that Secret that they come from."""
    return [{"name": key, "valueFrom": {"secretKeyRef": {"name": secret_name, "key": key}}} for key in keys]


def foreign_env(secret_name: str, *keys: str) -> list[Part]:
    """The same from a Secret that is not ours and may be missing; then the variables are not set."""
    return [
        {"name": key, "valueFrom": {"secretKeyRef": {"name": secret_name, "key": key, "optional": True}}}
        for key in keys
    ]


def scratch(name: str, size: str) -> Part:
    """An empty folder for one pod's life."""
    return {"name": name, "emptyDir": {"sizeLimit": size}}


def http_probe(path: str, host: str, *, period: int, timeout: int, failures: int) -> Part:
    """Asks the container's own port with the shop's Host header, since a shop sends other hosts elsewhere."""
    get = {"path": path, "port": HTTP, "httpHeaders": [{"name": "Host", "value": host}]}
    return {"httpGet": get, **_pace(period, timeout, failures)}


def exec_probe(command: Sequence[str], *, period: int, timeout: int, failures: int) -> Part:
    """Runs a command inside the container."""
    return {"exec": {"command": list(command)}, **_pace(period, timeout, failures)}


def _pace(period: int, timeout: int, failures: int) -> Part:
    return {"periodSeconds": period, "timeoutSeconds": timeout, "failureThreshold": failures}


def tcp_probe(port: str, *, period: int, timeout: int, failures: int) -> Part:
    """Only asks whether somebody listens; enough to restart a database that ended, gentle with one that recovers."""
    return {"tcpSocket": {"port": port}, **_pace(period, timeout, failures)}
