"""Texts that people write and others read: one visible line."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: Persian, the Indic scripts and composed emoji cannot be written without them."""
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode's categories of controls, formats (bidirectional overrides, tags, zero-width spaces), private use and line
separators: what is read would not be what is there."""


def one_visible_line(text: str) -> str:
    """The text, or `ValueError` where a character of it cannot be seen. Joiners count only between two visible ones."""
    if any(unicodedata.category(letter) in _INVISIBLE for letter in text if letter not in _JOINERS):
        raise ValueError("Line breaks, control characters and invisible formatting are not allowed.")
    if any(_is_bare(word) for word in text.split()):
        raise ValueError("A zero-width joiner must stand between two characters.")
    return text


def _is_bare(word: str) -> bool:
    return word.strip(_JOINERS) != word


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80), AfterValidator(one_visible_line)]
Email = Annotated[
    str,
    StringConstraints(pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,190}$", max_length=254),
    AfterValidator(one_visible_line),
]
