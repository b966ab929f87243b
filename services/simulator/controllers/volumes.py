"""Claims become bound to a volume that is made for them; the volume goes with its claim where its class says so."""

from services.simulator.controllers.scope import Scope
from shared.domain.types import Manifest


def run(scope: Scope) -> None:
    """Every claim that has no volume yet."""
    for claim in scope.all("persistentvolumeclaims"):
        if (claim.get("status") or {}).get("phase") != "Bound" and "deletionTimestamp" not in claim["metadata"]:
            _bind(scope, claim)


def _bind(scope: Scope, claim: Manifest) -> None:
    class_name = claim["spec"].get("storageClassName", "")
    record = scope.store.get("storageclasses", "", class_name)
    if record is None:
        scope.event(claim, "ProvisioningFailed", f'storageclass.storage.k8s.io "{class_name}" not found', warning=True)
        scope.update({**claim, "status": {"phase": "Pending"}})
        return
    volume = f"pvc-{claim['metadata']['uid']}"
    if scope.store.get("persistentvolumes", "", volume) is None:
        policy = record.manifest().get("reclaimPolicy", "Delete")
        scope.create("persistentvolumes", _volume(claim, volume, class_name, policy))
    capacity = {"storage": claim["spec"]["resources"]["requests"]["storage"]}
    status = {"phase": "Bound", "capacity": capacity, "accessModes": claim["spec"]["accessModes"]}
    scope.update({**claim, "spec": {**claim["spec"], "volumeName": volume}, "status": status})


def _volume(claim: Manifest, name: str, class_name: str, policy: str) -> Manifest:
    metadata = claim["metadata"]
    reference = {"kind": "PersistentVolumeClaim", "apiVersion": "v1", "namespace": metadata["namespace"]}
    reference |= {"name": metadata["name"], "uid": metadata["uid"]}
    return {
        "metadata": {"name": name},
        "spec": {
            "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
            "accessModes": claim["spec"]["accessModes"],
            "claimRef": reference,
            "persistentVolumeReclaimPolicy": policy,
            "storageClassName": class_name,
            "hostPath": {"path": f"/simulated/{name}"},
        },
        "status": {"phase": "Bound"},
    }
