"""Arithmetic on Kubernetes quantities, as far as plans use them: millicores and binary memory suffixes.

https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from typing import Final

_UNITS: Final = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40}
MI: Final = _UNITS["Mi"]


def millicores(text: str) -> int:
    """`500m` → 500, `2` → 2000."""
    return int(text.removesuffix("m")) if text.endswith("m") else int(text) * 1000


def cpu(milli: int) -> str:
    """The canonical form, so that the API server gives back what was sent."""
    return f"{milli}m" if milli % 1000 else str(milli // 1000)


def size(text: str) -> int:
    """Bytes of `640Mi`, `2Gi` or a bare number."""
    unit = _UNITS.get(text[-2:])
    return int(text[:-2]) * unit if unit else int(text)


def memory(size_in_bytes: int) -> str:
    """The canonical form: the largest suffix that divides it."""
    for suffix, unit in reversed(_UNITS.items()):
        if size_in_bytes and size_in_bytes % unit == 0:
            return f"{size_in_bytes // unit}{suffix}"
    return str(size_in_bytes)
