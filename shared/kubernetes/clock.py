"""The API server's time, carried on by our own monotonic clock (no wall clocks are compared between machines)."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from shared.kubernetes.errors import Unreachable

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Goes on while the machine is suspended; where the name is missing (macOS) the monotonic clock does."""


def boottime() -> float:
    """Seconds on a clock that nobody sets and that suspend does not stop."""
    return time.clock_gettime(_CLOCK)


class ServerClock:
    """Remembers the latest `Date` header (whole seconds, enough for deadlines)."""

    def __init__(self, clock: Callable[[], float] = boottime) -> None:
        self._clock = clock
        self._heard = 0.0
        self._latest: datetime | None = None

    def hear(self, headers: Mapping[str, str]) -> None:
        """Takes the time from an answer; an answer without a usable date changes nothing."""
        try:
            self._latest = parsedate_to_datetime(headers["Date"])
        except (KeyError, ValueError):
            return
        self._heard = self._clock()

    def now(self) -> datetime:
        """The API server's time at this moment, aware, in UTC; `Unreachable` before its first answer."""
        if self._latest is None:
            raise Unreachable("the API server has not answered yet, so its time is not known")
        return self._latest + timedelta(seconds=self._clock() - self._heard)
