"""What an empty cluster has: two namespaces, a node, a default StorageClass, an IngressClass."""

from services.simulator.lifecycle import born
from services.simulator.resources import BY_KIND
from services.simulator.store import Store
from shared.domain.types import Manifest

_OBJECTS: tuple[Manifest, ...] = (
    {"kind": "Namespace", "metadata": {"name": "kube-system"}},
    {"kind": "Namespace", "metadata": {"name": "default"}},
    {"kind": "Node", "metadata": {"name": "simulated", "labels": {"kubernetes.io/hostname": "simulated"}}},
    {
        "kind": "StorageClass",
        "metadata": {"name": "standard", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
        "provisioner": "storeyard.dev/simulator",
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "Immediate",
    },
    {
        "kind": "IngressClass",
        "metadata": {"name": "simulated", "annotations": {"ingressclass.kubernetes.io/is-default-class": "true"}},
        "spec": {"controller": "storeyard.dev/simulator"},
    },
)


def plant(store: Store) -> None:
    """Make what is missing; uids stay what they were at the first start."""
    with store.batch():
        for body in _OBJECTS:
            resource = BY_KIND[body["kind"]]
            if store.get(resource.plural, "", body["metadata"]["name"]) is None:
                store.put(resource.plural, born(resource, body, ""))
