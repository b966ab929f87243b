"""Bytes that cross a process border: orjson, and an HMAC where a forger could be on the other side."""

import hashlib
import hmac
from typing import Any

import orjson

from shared.domain.errors import PermanentError

_DIGEST_SIZE = hashlib.sha256().digest_size


class Forged(PermanentError):
    """The bytes were not signed with our key; nothing of them was looked at."""


def dumps(value: object) -> bytes:
    """JSON bytes; keys sorted, so that equal values are equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def loads(data: bytes | str) -> Any:
    """The value of JSON bytes."""
    return orjson.loads(data)


def seal(key: bytes, value: object) -> bytes:
    """JSON bytes behind an HMAC-SHA256 over them."""
    body = dumps(value)
    return hmac.digest(key, body, "sha256") + body


def unseal(key: bytes, data: bytes) -> Any:
    """The value, or `Forged` before a byte of it is parsed."""
    signature, body = data[:_DIGEST_SIZE], data[_DIGEST_SIZE:]
    if not hmac.compare_digest(signature, hmac.digest(key, body, "sha256")):
        raise Forged("A queue entry without our signature was refused.")
    return loads(body)
