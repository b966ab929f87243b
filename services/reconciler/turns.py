"""Long loops that hold up nobody."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 25
"""Items between two turns of the event loop: a namespace takes a third of a millisecond to read."""


async def in_turns(items: Iterable[T]) -> AsyncIterator[T]:
    """The items; watches and probes get their turn in between."""
    for number, item in enumerate(items, 1):
        yield item
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items, so many together (itertools has it from Python 3.12 on)."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
