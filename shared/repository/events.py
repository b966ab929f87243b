"""The stream of what changed, and the answers to questions."""

from dataclasses import dataclass
from typing import Any, Literal

from shared.repository.mark import Scripts, ask

BLOCK_MS = 5000


@dataclass(frozen=True)
class Event:
    """Something about a store changed; the record says what."""

    id: str
    kind: Literal["store", "gone"]
    uid: str
    name: str
    owner: str


@dataclass
class EventLog:
    """Reads the stream that the scripts write."""

    scripts: Scripts

    async def last_id(self) -> str:
        """Where the stream ends now; a reader begins here."""
        newest = await ask(self.scripts.redis.xrevrange(self.scripts.keys.events, count=1))
        return newest[0][0].decode() if newest else "0-0"

    async def after(self, position: str) -> list[Event]:
        """What came after that id; waits up to five seconds for it."""
        redis, key = self.scripts.redis, self.scripts.keys.events
        answer = await ask(redis.xread({key: position}, count=500, block=BLOCK_MS))
        return [_event(identity, fields) for _, entries in answer or [] for identity, fields in entries]

    async def since(self, position: str) -> list[Event] | None:
        """All events after that id without waiting, or None when the stream no longer reaches back that far."""
        key = self.scripts.keys.events
        oldest = await ask(self.scripts.redis.xrange(key, count=1))
        if _order(position) > _order(await self.last_id()):
            return None
        if oldest and _order(position) < _order(oldest[0][0].decode()):
            return None
        entries = await ask(self.scripts.redis.xrange(key, min=f"({position}"))
        return [_event(identity, fields) for identity, fields in entries]


@dataclass
class Answers:
    """One LPUSH of a sealed answer for each question; forgotten after a minute."""

    scripts: Scripts
    seconds: int = 60

    async def put(self, request_id: str, sealed: bytes) -> None:
        """Answers the question."""
        key = self.scripts.keys.answer(request_id)
        pipe = self.scripts.redis.pipeline(transaction=True)
        pipe.lpush(key, sealed)
        pipe.expire(key, self.seconds)
        await ask(pipe.execute())

    async def take(self, request_id: str, *, timeout: float) -> bytes | None:  # noqa: ASYNC109 - Redis waits, not we
        """The answer, or None when no worker gave one in time."""
        call: Any = self.scripts.redis.brpop
        found = await ask(call([self.scripts.keys.answer(request_id)], timeout=timeout))
        return bytes(found[1]) if found else None


def _event(identity: bytes, fields: dict[bytes, bytes]) -> Event:
    text = {key.decode(): value.decode(errors="replace") for key, value in fields.items()}
    kind: Literal["store", "gone"] = "gone" if text["kind"] == "gone" else "store"
    return Event(id=identity.decode(), kind=kind, uid=text["uid"], name=text["name"], owner=text["owner"])


def _order(identity: str) -> tuple[int, int]:
    milliseconds, _, sequence = identity.partition("-")
    return int(milliseconds), int(sequence or 0)
