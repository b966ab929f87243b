"""Carries out the preflight of a process: at its start, every few minutes, and soon after something failed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, repeat

import structlog

from shared.domain.errors import StoreyardError
from shared.domain.preflight import PreflightCheck, failed
from shared.observability.metrics import PREFLIGHT
from shared.repository import Repository
from shared.repository.mark import RedisAway

PERIOD = 300.0
"""Seconds between looks when all is well: a few small requests."""
SOON = 15.0
"""Seconds until the next look when something is missing or failed: whoever mends it waits for the answer."""

NOT_YET = "has not been looked at yet"

Check = Callable[[], Awaitable[PreflightCheck]]

log = structlog.get_logger()


@dataclass
class Preflight:
    """The last results of this process; `lack` is its part of /readyz."""

    results: tuple[PreflightCheck, ...] = ()
    _doubt: asyncio.Event = field(default_factory=asyncio.Event)

    async def lack(self) -> str | None:
        """Everything that is missing, in one text, or None."""
        if not self.results:
            return NOT_YET
        return "; ".join(f"{c.name}: {c.message} {c.fix}".strip() for c in self.results if not c.ok) or None

    def doubt(self) -> None:
        """Something failed that a check may explain: look again soon."""
        self._doubt.set()

    async def run(self, process: str, repository: Repository, checks: Mapping[str, Check]) -> None:
        """Looks for ever; a second time soon, since what starts beside us may not have been there at the first."""
        for period in chain([SOON], repeat(PERIOD)):
            self._note(await carried_out(checks))
            with suppress(RedisAway):  # /readyz says that on its own
                await repository.preflight.write(process, self.results)
            await self._pause(period)

    async def _pause(self, period: float) -> None:
        self._doubt.clear()
        await asyncio.sleep(SOON)
        if all(check.ok for check in self.results):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._doubt.wait(), period - SOON)

    def _note(self, results: tuple[PreflightCheck, ...]) -> None:
        """One line for each thing that is missing, and when it is there again."""
        before = {check.name: check for check in self.results}
        for check in results:
            PREFLIGHT.labels(check.name).set(check.ok)
            if check != before.get(check.name):
                say = log.info if check.ok else log.error
                say("preflight", check=check.name, ok=check.ok, message=check.message, fix=check.fix)
        self.results = results


async def carried_out(checks: Mapping[str, Check]) -> tuple[PreflightCheck, ...]:
    """All checks one after the other; one that meets an error of ours is not ok."""
    return tuple([await _carried_out(name, check) for name, check in checks.items()])


async def _carried_out(name: str, check: Check) -> PreflightCheck:
    try:
        return await check()
    except StoreyardError as error:
        return failed(name, str(error), "Mend what it names; this is looked at again within a minute.")
