"""What happened lately, kind by kind, and who waits for more of it."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from services.simulator.records import Record
from services.simulator.store import Change, Store

Matches = Callable[[Record], bool]


class Hub:
    """The recent changes of every kind. What is older than the history, or than this process, is gone (410)."""

    def __init__(self, store: Store, size: int) -> None:
        self._size = size
        self._start = store.version
        self._floors: dict[str, int] = {}
        self._history: dict[str, deque[Change]] = defaultdict(deque)
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        store.listen(self._hear)

    def floor(self, plural: str) -> int:
        """The oldest version that a watch of this kind can go on from."""
        return self._floors.get(plural, self._start)

    def since(self, plural: str, version: int) -> list[Change]:
        """Changes behind a version, oldest first; looked up from the end, where watches usually are."""
        found = []
        for change in reversed(self._history[plural]):
            if change.after.version <= version:
                break
            found.append(change)
        return found[::-1]

    @contextmanager
    def waiting(self, plural: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever the kind changes."""
        event = asyncio.Event()
        self._waiting[plural].add(event)
        try:
            yield event
        finally:
            self._waiting[plural].discard(event)

    def _hear(self, change: Change) -> None:
        plural = change.after.key.plural
        history = self._history[plural]
        history.append(change)
        if len(history) > self._size:
            self._floors[plural] = history.popleft().after.version
        for event in self._waiting[plural]:
            event.set()


def seen_as(change: Change, matches: Matches) -> tuple[str, Record] | None:
    """How a selective watch sees a change: an object that no longer matches is DELETED, one that now does is ADDED."""
    was = change.before is not None and matches(change.before)
    now = change.type != "DELETED" and matches(change.after)
    if now:
        return ("MODIFIED" if was else "ADDED"), change.after
    return ("DELETED", change.after) if was else None
