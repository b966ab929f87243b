"""Names: which ones a shop may have, and what is derived from them."""

import re

from pydantic import BaseModel

from shared.domain.errors import PermanentError
from shared.domain.types import StoreName

NAMESPACE_PREFIX = "store-"
LABEL_MAX = 63
"""Longest DNS-1123 label (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/)."""
NAME_MAX = LABEL_MAX - len(NAMESPACE_PREFIX)
NAME_MIN = 3
RESERVED = frozenset(
    {"www", "admin", "api", "app", "auth", "dashboard", "docs", "ftp", "localhost", "mail", "metrics"}
    | {"root", "shop", "smtp", "static", "status", "storeyard", "support", "system", "test"},
)
"""Host names that a shopper would take for the platform itself, or that mail and web clients use on their own."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_LABEL_VALUE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


class BadName(PermanentError, ValueError):
    """The name cannot be a shop's; the text says why and what would be accepted."""


def parse_name(text: str, *, reserved: frozenset[str] = RESERVED) -> StoreName:
    """The name as a `StoreName`, or `BadName`.

    A DNS-1123 label (RFC 1123) whose namespace `store-<name>` is one too; without `--`, which marks an encoded
    international name in the third place and reads badly anywhere. `fullmatch`, because `$` also matches before a
    trailing newline.
    """
    for broken, why in _name_rules(text, reserved):
        if broken:
            raise BadName(why)
    return StoreName(text)


def _name_rules(text: str, reserved: frozenset[str]) -> tuple[tuple[bool, str], ...]:
    return (
        (len(text) < NAME_MIN, f"A name has at least {NAME_MIN} characters."),
        (len(text) > NAME_MAX, f"A name has at most {NAME_MAX} characters; this one has {len(text)}."),
        (
            _LABEL.fullmatch(text) is None,
            "Use lower-case letters a-z, digits and single hyphens; begin and end with a letter or digit.",
        ),
        ("--" in text, "Two hyphens in a row are not allowed."),
        (text in reserved, f"“{text}” is reserved for the platform; choose another name."),
    )


def namespace_of(name: StoreName | str) -> str:
    """The namespace that is this store (law 1)."""
    return NAMESPACE_PREFIX + name


def name_of(namespace: str) -> StoreName:
    """The store's name, from its namespace's."""
    return StoreName(namespace.removeprefix(NAMESPACE_PREFIX))


def is_label_value(text: str) -> bool:
    """Whether Kubernetes accepts the text as a label's value; owners' ids must pass."""
    return len(text) <= LABEL_MAX and _LABEL_VALUE.fullmatch(text) is not None


class Address(BaseModel, frozen=True):
    """Where a shop is reached from outside."""

    scheme: str
    host: str
    port: int | None

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port: what belongs into a Host header."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The shop's address without a trailing slash."""
        return f"{self.scheme}://{self.authority}"
