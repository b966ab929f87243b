"""Kubernetes quantities as exact numbers (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/)."""

import re
from fractions import Fraction

_UNITS: dict[str, int | Fraction] = {
    "": 1, "n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000),
    "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18,
    "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60,
}  # fmt: skip
_QUANTITY = re.compile(r"([0-9.]+)([A-Za-z]*)")


def parse(text: object) -> Fraction:
    """The value of `500m`, `1Gi` or 3."""
    matched = _QUANTITY.fullmatch(str(text))
    if matched is None or matched[2] not in _UNITS:
        raise ValueError(f"{text!r} is no quantity")
    return Fraction(matched[1]) * _UNITS[matched[2]]


def show(value: Fraction, *, like: object) -> str:
    """The value in a unit that fits, preferring the one that `like` uses."""
    matched = _QUANTITY.fullmatch(str(like))
    unit = matched[2] if matched else ""
    for candidate in (unit, "Gi", "Mi", "Ki", "", "m"):
        scaled = value / _UNITS[candidate]
        if scaled.denominator == 1:
            return f"{scaled.numerator}{candidate}" if value else "0"
    return str(int(value))
