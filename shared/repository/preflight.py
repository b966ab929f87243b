"""What each process found missing, for administrators; gone by itself when the process is."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.preflight import PreflightCheck, PreflightReport
from shared.repository.mark import Mark, Scripts, ask

KEPT_SECONDS = 900
"""Three times the pause between two looks, so that one that is late is not forgotten."""


@dataclass
class Preflights:
    """One field a process in a hash; old ones are dropped by whoever writes."""

    scripts: Scripts
    mark: Mark

    async def write(self, process: str, checks: Sequence[PreflightCheck]) -> None:
        """Replaces what this process said before."""
        report = PreflightReport(process=process, at=await self.mark.time(), checks=tuple(checks))
        key, redis = self.scripts.keys.preflight, self.scripts.redis
        pipe = redis.pipeline(transaction=True)
        pipe.hset(key, process, report.model_dump_json())
        pipe.expire(key, KEPT_SECONDS)
        await ask(pipe.execute())
        if gone := [known.process for known in await self._all() if report.at - known.at > KEPT_SECONDS]:
            await ask(redis.hdel(key, *gone))

    async def read(self) -> list[PreflightReport]:
        """The last report of each process that still reports, by name."""
        now = await self.mark.time()
        reports = [report for report in await self._all() if now - report.at <= KEPT_SECONDS]
        return sorted(reports, key=lambda report: report.process)

    async def _all(self) -> list[PreflightReport]:
        raw = await ask(self.scripts.redis.hvals(self.scripts.keys.preflight))
        return [PreflightReport.model_validate_json(each) for each in raw]
