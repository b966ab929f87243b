"""Names for values that would otherwise be a bare string or dict."""

from typing import Any, NewType

Manifest = dict[str, Any]
"""One Kubernetes object as a plain dict, as it is sent and received."""

StoreName = NewType("StoreName", str)
"""The DNS label that a merchant chose; the namespace is `store-<name>`."""

Uid = NewType("Uid", str)
"""Our own id of a store, given at acceptance and never used twice (not the namespace's `metadata.uid`)."""
