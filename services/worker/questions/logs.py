"""The last lines of the pods of one component, from where the asker's cursor stands."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from services.worker.questions.answer import Answer
from services.worker.tools import Tools
from shared.domain.jobs import Job
from shared.domain.labels import COMPONENT
from shared.domain.naming import namespace_of
from shared.domain.observation import component_states
from shared.domain.podlogs import LogLine, LogQuestion, Place, in_order, packed, parsed, reached, unpacked, unread
from shared.domain.redaction import redacted
from shared.domain.status import NamespaceView
from shared.domain.types import Manifest
from shared.engines.masking import secret_values
from shared.kubernetes.errors import BadRequest, NotFound
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import POD

LARGEST = 64 * 1024
"""Bytes of text in an answer, and of what one container is asked for at first."""
LONGEST_READ = 1024 * 1024
"""Bytes that one container is asked for when less brings nothing new: all from one second, or one long line."""
LONGEST_LINE = 4096
CONTAINERS_MAX = 8
"""Containers of the newest pods; the older ones of a component have ended long ago."""


@dataclass(frozen=True)
class Stream:
    """The log of one container."""

    pod: str
    container: str
    id: str


@dataclass(frozen=True)
class Piece:
    """What was read of it: lines after the place; `cut`: it goes on beyond what was read.

    With `gap`, more was written in a second than is ever read.
    """

    stream: Stream
    place: Place | None
    lines: tuple[LogLine, ...] = ()
    cut: bool = False
    gap: bool = False


async def logs(tools: Tools, job: Job, view: NamespaceView) -> Answer:
    """The newest lines, or with a cursor the oldest after it; `next` is the cursor for the next ask."""
    question = LogQuestion.model_validate(job.about)
    hidden = secret_values(view.spec, tools.require_secrets(view.spec))
    places = unpacked(question.since) if question.since else None
    pods = await _pods(tools, view, question.component)
    reader = Reader(tools.gateway, namespace_of(view.name), question.tail if places is None else None)
    pieces = await asyncio.gather(*(reader.piece(one, (places or {}).get(one.id)) for one in _streams(pods)))
    lines = in_order(line for piece in pieces for line in piece.lines)
    chosen = _last(lines, question.tail) if places is None else _first(lines, question.tail)
    taken = lines if places is None else chosen
    later = len(taken) < len(lines) or any(piece.cut for piece in pieces)
    older = len(chosen) < min(question.tail, len(taken))
    return {
        "component": question.component,
        "lines": [asdict(replace(one, text=_plain(one.text, hidden))) for one in chosen],
        "next": packed({p.stream.id: place for p in pieces if (place := _place_after(p, taken))}),
        "note": " ".join(_notes(question.component, pods, pieces, chosen=len(chosen), older=older, later=later)),
    }


async def _pods(tools: Tools, view: NamespaceView, component: str) -> list[Manifest]:
    """The newest first."""
    found = await tools.gateway.list(POD, namespace=namespace_of(view.name), selector=f"{COMPONENT}={component}")
    return sorted(found.items, key=lambda pod: pod["metadata"]["creationTimestamp"], reverse=True)


def _streams(pods: Sequence[Manifest]) -> list[Stream]:
    return [
        Stream(pod["metadata"]["name"], container["name"], _id(pod["metadata"]["uid"], container["name"]))
        for pod in pods
        for container in (*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"])
    ][:CONTAINERS_MAX]


def _id(uid: str, container: str) -> str:
    """Short, since eight of them travel in an address; a pod's name may come back, its uid does not."""
    return sha256(f"{uid}/{container}".encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Reader:
    """Reads the logs of a namespace's containers; `tail` is None after the first ask."""

    gateway: Gateway
    namespace: str
    tail: int | None

    async def piece(self, stream: Stream, place: Place | None) -> Piece:
        """What comes after the place; asks for more as long as nothing new comes and the answer broke off.

        More, too, where all lines of a tail are of one moment: nobody could say how many of that moment were had.
        """
        limit, tail = LARGEST, self.tail
        while True:
            text = await self._log(stream, place.second if place else None, tail, limit)
            lines = tuple(unread(parsed(text, stream.pod, stream.container), place))
            broke_off = len(text.encode()) >= limit
            if tail and len(lines) >= tail and lines[0].at == lines[-1].at:
                tail *= 4
            elif lines or not broke_off:
                return Piece(stream, place, lines, cut=broke_off)
            if limit >= LONGEST_READ:
                return Piece(stream, place.next_second() if place else None, lines, gap=True)
            limit *= 4

    async def _log(self, stream: Stream, since: str | None, tail: int | None, limit: int) -> str:
        """Empty for a container that has not started, or whose pod has just gone."""
        try:
            return await self.gateway.logs(
                self.namespace,
                stream.pod,
                container=stream.container,
                tail=tail,
                since=since,
                timestamps=True,
                limit_bytes=limit,
            )
        except (BadRequest, NotFound):
            return ""


def _place_after(piece: Piece, taken: Sequence[LogLine]) -> Place | None:
    stream = piece.stream
    mine = [line for line in taken if (line.pod, line.container) == (stream.pod, stream.container)]
    return reached(piece.place, mine)


def _first(lines: Sequence[LogLine], most: int) -> list[LogLine]:
    """The oldest, as many as an answer holds."""
    room, chosen = LARGEST, list[LogLine]()
    for line in lines[:most]:
        room -= _size(line)
        if room < 0:
            break
        chosen.append(line)
    return chosen


def _last(lines: Sequence[LogLine], most: int) -> list[LogLine]:
    """The newest, as many as an answer holds."""
    return _first(lines[::-1], most)[::-1]


def _size(line: LogLine) -> int:
    return min(len(line.text.encode()), LONGEST_LINE)


def _plain(text: str, hidden: frozenset[str]) -> str:
    """Without secrets, and no longer than a person reads."""
    text = redacted(text, hidden)
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]} …"


def _notes(
    component: str, pods: Sequence[Manifest], pieces: Sequence[Piece], *, chosen: int, older: bool, later: bool
) -> Iterator[str]:
    if older:
        yield f"Older lines are left out: an answer holds {LARGEST // 1024} KiB."
    if later:
        yield "More lines follow; ask again with `next`."
    for piece in pieces:
        if piece.gap:
            yield f"{piece.stream.pod} writes more than can be read; some lines are left out."
    if not chosen:
        yield _why_empty(component, pods)


def _why_empty(component: str, pods: Sequence[Manifest]) -> str:
    if not pods:
        return f"There is no pod of {component} now."
    newest, reason = pods[0], component_states(pods[:1], ())[0].reason
    why = f" ({reason})" if reason and newest["status"].get("phase") == "Pending" else ""
    return f"No new lines; the newest pod, {newest['metadata']['name']}, is {newest['status'].get('phase')}{why}."
