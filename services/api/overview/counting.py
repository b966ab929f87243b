"""Counts and times over all stores, gathered record by record so that nothing is held but the sums."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.api.overview.models import TimesView, UnfinishedView
from services.api.times import moment
from shared.domain.status import Phase, StoreRecord, phase

ON_ITS_WAY = (Phase.QUEUED, Phase.PROVISIONING)


@dataclass
class Tally:
    """What was counted so far."""

    phases: Counter[Phase] = field(default_factory=Counter)
    engines: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    applied: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    oldest: StoreRecord | None = None

    def add(self, record: StoreRecord) -> None:
        """Counts one store."""
        now = phase(record)
        self.phases[now] += 1
        if record.spec is not None:
            self.engines[record.spec.engine] += 1
        if now in ON_ITS_WAY and (self.oldest is None or _born(record) < _born(self.oldest)):
            self.oldest = record
        if now in (Phase.FAILED, Phase.DEGRADED) and record.namespace and record.namespace.status.failure:
            self.failures[record.namespace.status.failure.code] += 1
        self._time(record)

    def _time(self, record: StoreRecord) -> None:
        status = record.namespace.status if record.namespace else None
        if status is None or status.attempt_started_at is None:
            return
        repaired = status.sold_at is not None and (status.applied_at or 0) > status.sold_at
        applied_at = None if repaired else status.applied_at  # a repair's time says nothing about the attempt
        for ended, seconds in ((applied_at, self.applied), (status.sold_at, self.ready)):
            if ended is not None:
                seconds.append(max(0.0, ended - status.attempt_started_at))

    @property
    def unfinished(self) -> UnfinishedView | None:
        """The store that has been on its way for longest."""
        one = self.oldest
        if one is None:
            return None
        return UnfinishedView(
            name=one.name,
            owner=one.owner,
            phase=phase(one),
            created_at=moment(one.spec.created_at) if one.spec else None,
        )


def _born(record: StoreRecord) -> float:
    return record.spec.created_at if record.spec else 0.0


def times(seconds: Sequence[float]) -> TimesView:
    """Median and 95th percentile, each a value that was measured (nearest rank)."""
    ordered = sorted(seconds)
    return TimesView(count=len(ordered), p50=_rank(ordered, 0.5), p95=_rank(ordered, 0.95))


def _rank(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[math.ceil(share * len(ordered)) - 1], 3) if ordered else None
