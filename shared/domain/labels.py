"""Labels and annotations of what is ours; the three of a namespace are a store in full."""

from shared.domain.types import Manifest

MANAGED_BY = "app.kubernetes.io/managed-by"
MANAGER = "storeyard"
PART_OF = "app.kubernetes.io/part-of"
COMPONENT = "app.kubernetes.io/component"
STORE = "storeyard.dev/store"
UID = "storeyard.dev/uid"
ENGINE = "storeyard.dev/engine"
OWNER = "storeyard.dev/owner"

SPEC = "storeyard.dev/spec"
CLAIM = "storeyard.dev/claim"
STATUS = "storeyard.dev/status"
ROTATION = "storeyard.dev/rotation"
"""On pods, which its change replaces."""


def selector(installation: str) -> str:
    """Selects the objects of one installation."""
    return f"{MANAGED_BY}={MANAGER},{PART_OF}={installation}"


def labels_of(manifest: Manifest) -> dict[str, str]:
    """The object's labels; empty where it has none."""
    return manifest.get("metadata", {}).get("labels") or {}


def annotations_of(manifest: Manifest) -> dict[str, str]:
    """The object's annotations; empty where it has none."""
    return manifest.get("metadata", {}).get("annotations") or {}
