"""How big an experiment is: small everywhere, whole with STOREYARD_PROOF=1 (`make proof`)."""

import os
from typing import TypeVar

T = TypeVar("T")
IS_PROOF = os.environ.get("STOREYARD_PROOF") == "1"


def of(small: T, whole: T) -> T:
    """The first for everyday runs, the second where a claim is proven at its full size."""
    return whole if IS_PROOF else small
