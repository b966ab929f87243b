"""What stands where a secret stood."""

from collections.abc import Iterable

MASK = "•••"
"""The same for every secret, so that not even its length is told."""


def redacted(text: str, secrets: Iterable[str]) -> str:
    """The text with the mask in place of each secret, the longest first, so that none is left in pieces of another."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text
