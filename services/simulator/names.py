"""Names that the server makes up."""

import secrets

_LETTERS = "bcdfghjklmnpqrstvwxz2456789"


def suffix() -> str:
    """Random letters as Kubernetes uses them: no vowels, so that no words appear."""
    return "".join(secrets.choice(_LETTERS) for _ in range(5))


def generated(prefix: str) -> str:
    """A name for `metadata.generateName`."""
    return prefix + suffix()
