"""Waiting for conditions, never for a time."""

import asyncio
import inspect
import os
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = "STOREYARD_PATIENCE"
"""Variable with a factor on every wait: the proof runs with the product's own timings, slower than a test's."""


def patience() -> float:
    """How many times longer than a test says everything may take."""
    return float(os.environ.get(PATIENCE) or 1)


async def until(condition: Callable[[], T | Awaitable[T]], what: str, seconds: float = 60) -> T:
    """The first value of the condition that holds; fails with `what` when it does not in time."""
    seconds *= patience()
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        value = await found if inspect.isawaitable(found) else found
        if value:
            return value
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s in vain until {what}"
        await asyncio.sleep(0.02)
