"""Long loops that hold up nobody."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 50
"""Items between two turns of the event loop: a namespace takes a third of a millisecond to read."""


async def in_turns(items: Iterable[T]) -> AsyncIterator[T]:
    """The items; watches and probes get their turn in between."""
    for number, item in enumerate(items, 1):
        yield item
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
