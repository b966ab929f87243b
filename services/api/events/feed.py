"""One reader of the stream in Redis for the whole process; every open page gets its share of what it reads."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from services.api.events.views import RESET, Frame, gone_frame, position_of, store_frame
from services.api.principals import Scope, covers
from shared.observability.metrics import STREAMS
from shared.repository import Repository
from shared.repository.events import Event
from shared.repository.mark import RedisAway, Unmarked

log = structlog.get_logger()

BUFFER = 256
"""Frames that a slow client may lag behind; then it is told to start over instead of growing without end."""
REPLAY_MAX = 1000
"""Stores that a resumed stream sends again; beyond that loading the list anew is cheaper."""
PAUSE_SECONDS = 0.5
UNKNOWN, UNTOLD = 0, -1
"""Epochs that are none: nothing was read yet, and what was read could not be told."""
GATHER_SECONDS = 0.02
"""Between two reads: a store's events come in bursts, and a read costs as much as ten of them."""

Item = Frame | bytes | None
"""A frame, bytes for everybody, or None: the stream ends."""


@dataclass(eq=False)
class Listener:
    """What one open stream still has to send."""

    principal: str
    scope: Scope
    queue: asyncio.Queue[Item] = field(default_factory=lambda: asyncio.Queue(BUFFER))

    def offer(self, item: Item) -> None:
        """Queues what it may see; a client that is too far behind loses its backlog and gets one `reset`."""
        if isinstance(item, Frame) and not covers(self.scope, item.owner):
            return
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(RESET)
        self.queue.put_nowait(item)


@dataclass
class Feed:
    """Reads events once and hands each to those who may see it."""

    repository: Repository
    listeners: set[Listener] = field(default_factory=set)
    _epoch: int = UNKNOWN

    def count(self, principal: str) -> int:
        """Open streams of one principal."""
        return sum(listener.principal == principal for listener in self.listeners)

    @contextmanager
    def listen(self, principal: str, scope: Scope) -> Iterator[Listener]:
        """A listener that hears everything from now on until the block ends."""
        listener = Listener(principal, scope)
        self.listeners.add(listener)
        STREAMS.inc()
        try:
            yield listener
        finally:
            self.listeners.discard(listener)
            STREAMS.dec()

    async def run(self) -> None:
        """Reads for ever; outlives every absence of Redis and goes on where it stood."""
        position: str | None = None
        while True:
            try:
                position = position or await self.repository.events.last_id()
                events = await self.repository.events.after(position)
                await self._notice_rebuild()
                for frame in await self.frames(event for event in events if self._is_heard(event)):
                    self._tell(frame)
                position = events[-1].id if events else position
                await asyncio.sleep(GATHER_SECONDS)
            except RedisAway as error:
                log.warning("events cannot be read", reason=str(error))
                await asyncio.sleep(PAUSE_SECONDS)
            except Exception:  # the rim of the feed: what nobody foresaw in one event silences no other
                log.exception("events cannot be told; everybody starts over")
                position, self._epoch = None, UNTOLD
                await asyncio.sleep(PAUSE_SECONDS)

    async def missed(self, position: str, scope: Scope) -> list[Frame] | None:
        """What happened since that id, or None when nobody can tell any more."""
        events = await self.repository.events.since(position)
        if events is None or len({event.uid for event in events}) > REPLAY_MAX:
            return None
        return [frame for frame in await self.frames(events) if covers(scope, frame.owner)]

    def close(self) -> None:
        """Ends every open stream, so that the process can end."""
        self._tell(None)

    def _is_heard(self, event: Event) -> bool:
        """Whether anybody listens who may see it: a frame costs more than all else about an event."""
        return any(covers(listener.scope, event.owner) for listener in self.listeners)

    def _tell(self, item: Item) -> None:
        for listener in self.listeners:
            listener.offer(item)

    async def _notice_rebuild(self) -> None:
        """After a rebuild in a fresh epoch, or a failure, nobody knows what clients missed: they start over."""
        mark = self.repository.mark
        try:
            await mark.require()
        except Unmarked:
            return
        if self._epoch not in (UNKNOWN, mark.memory.epoch):
            self._tell(RESET)
        self._epoch = mark.memory.epoch

    async def frames(self, events: Iterable[Event]) -> list[Frame]:
        """One frame a store, at the place of its last event, since each carries the whole store."""
        last = {event.uid: event for event in events}
        made = [await self._frame(event) for event in sorted(last.values(), key=lambda one: position_of(one.id))]
        return [frame for frame in made if frame is not None]

    async def _frame(self, event: Event) -> Frame | None:
        """None when the store has ended meanwhile: its own event follows."""
        if event.kind == "gone":
            return gone_frame(event)
        try:
            record = await self.repository.stores.by_uid(event.uid)
            return store_frame(event, record) if record else None
        except ValueError as error:  # not written by us; the others' news goes on
            log.error("a record cannot be read", uid=event.uid, reason=type(error).__name__)  # noqa: TRY400
            return None
