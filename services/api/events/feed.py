"""One reader of the event stream for the whole process, fanned out to everybody who listens."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from services.api.stores.views import receipt_path, store_view
from shared.domain.errors import TemporaryError
from shared.observability.metrics import STREAMS
from shared.repository import Repository
from shared.repository.events import Event
from shared.serialization import dumps

BACKLOG = 1000
"""Events that a slow listener may lag behind before it is told to start over."""
PAUSE = 1.0
"""Seconds before a Redis that is away is asked again."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Message:
    """One event as it is sent."""

    id: str
    event: str
    data: bytes

    @property
    def wire(self) -> bytes:
        """In the format of https://html.spec.whatwg.org/multipage/server-sent-events.html."""
        head = f"id: {self.id}\nevent: {self.event}\n".encode()
        return head + b"data: " + self.data + b"\n\n"


@dataclass(eq=False)
class Listener:
    """What one open stream still has to send. `scope` is the owner whose stores it may see; None: everybody's."""

    principal: str
    scope: str | None
    queue: asyncio.Queue[Message | None] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def offer(self, message: Message) -> None:
        """Queues the message; a listener that is too slow gets None, which means: start over."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.start_over()

    def start_over(self) -> None:
        """Forgets what waits: the listener is told to fetch everything again."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


@dataclass
class Feed:
    """Reads events once and hands each to those who may see it."""

    repository: Repository
    listeners: set[Listener] = field(default_factory=set)

    def count(self, principal: str) -> int:
        """Open streams of one principal."""
        return sum(listener.principal == principal for listener in self.listeners)

    @contextmanager
    def listen(self, principal: str, scope: str | None) -> Iterator[Listener]:
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
        """Reads for ever; a gap in reading (Redis away) ends in “start over” for everybody."""
        position = None
        while True:
            try:
                if position is None:
                    position = await self.repository.events.last_id()
                for event in await self.repository.events.after(position):
                    position = event.id
                    await self._spread(event)
            except TemporaryError as error:
                log.warning("events cannot be read", reason=str(error))
                position = None
                for listener in self.listeners:
                    listener.start_over()
                await asyncio.sleep(PAUSE)

    async def _spread(self, event: Event) -> None:
        audience = [one for one in self.listeners if one.scope in (None, event.owner)]
        message = await self.message(event) if audience else None
        for listener in audience:
            if message is not None:
                listener.offer(message)

    async def message(self, event: Event) -> Message | None:
        """The event with what it is about; None when the store has ended meanwhile (its own event follows)."""
        if event.kind == "gone":
            body = {"name": event.name, "uid": event.uid, "receipt": receipt_path(event.uid)}
            return Message(event.id, "gone", dumps(body))
        record = await self.repository.stores.by_uid(event.uid)
        return Message(event.id, "store", store_view(record).model_dump_json().encode()) if record else None
