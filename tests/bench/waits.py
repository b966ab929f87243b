"""Time that a measurement takes by its definition, as a minute of idleness; never used to wait for something."""

import asyncio


async def pause(seconds: float) -> None:
    """Lets the system be for so long."""
    await asyncio.sleep(seconds)
