"""Secrets are derived, not stored twice (law 7)."""

import hashlib
import hmac
from typing import Final

from shared.domain.store import StoreSpec

SHORTEST: Final = 32
"""Hexadecimal digits of 128 bits; nothing derived is weaker."""
LONGEST: Final = 64


class Secrets:
    """The secrets of one store: HMAC-SHA256 of the master key over uid, purpose and rotation.

    Hexadecimal, so that a secret needs no quoting in a URL, a shell, SQL or a configuration file. Holding the same
    key and spec gives the same secrets, so a lost Secret is repaired exactly.
    """

    __slots__ = ("_context", "_key")

    def __init__(self, master_key: bytes, spec: StoreSpec) -> None:
        self._key = master_key
        self._context = (spec.uid, spec.rotation)

    def derive(self, purpose: str, length: int = SHORTEST) -> str:
        """`length` hexadecimal digits for that purpose, from 32 to 64."""
        if not SHORTEST <= length <= LONGEST:
            raise ValueError(f"a derived secret has {SHORTEST} to {LONGEST} digits, not {length}")
        uid, rotation = self._context
        return _hmac(self._key, "secret", uid, purpose, str(rotation))[:length]

    def __repr__(self) -> str:
        return f"Secrets(uid={self._context[0]!r})"


def key_id(master_key: bytes) -> str:
    """Short public name of a master key; says nothing about the key itself."""
    return _hmac(master_key, "key id")[:12]


def _hmac(key: bytes, *parts: str) -> str:
    # NUL separates, since neither a uid nor a purpose holds one: ("a", "bc") and ("ab", "c") stay apart.
    return hmac.new(key, "\0".join(("storeyard", *parts)).encode(), hashlib.sha256).hexdigest()
