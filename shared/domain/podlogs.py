"""Reading pod logs piece by piece: no line twice, none left out, whatever comes in between. Pure.

Kubernetes gives lines from a whole second on (`sinceTime` loses its fraction on the way to kubelet), so a reader
remembers, for each container, the time of its last line and how many lines of that very time it has had.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, Field

TAIL_MAX = 1000
TAIL_DEFAULT = 200
_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) ?(.*)", re.DOTALL)
_PLACE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
_CURSOR_MAX = 4096


class LogQuestion(BaseModel, frozen=True):
    """Whose last lines are wanted: a component's, from a place on that an earlier answer gave."""

    component: str
    since: str = ""
    tail: int = Field(default=TAIL_DEFAULT, ge=1, le=TAIL_MAX)


@dataclass(frozen=True)
class LogLine:
    """One line. `at` is UTC with nine digits, so that times compare as text."""

    at: str
    pod: str
    container: str
    text: str


@dataclass(frozen=True)
class Place:
    """How far a reader came in the log of one container."""

    at: str
    had: int

    @property
    def second(self) -> str:
        """From when on to ask again."""
        return f"{self.at[:19]}Z"

    def next_second(self) -> "Place":
        """Beyond everything of this second."""
        later = datetime.fromisoformat(self.at[:19]).replace(tzinfo=UTC) + timedelta(seconds=1)
        return Place(f"{later:%Y-%m-%dT%H:%M:%S}.000000000Z", 0)


Places = Mapping[str, Place]
"""By a short id of the container."""


def parsed(text: str, pod: str, container: str) -> list[LogLine]:
    """The whole lines of a log with timestamps; what follows the last line break is still being written, or cut off.

    A line without a time (kubelet's own words, the rest of a line that was written in pieces) has that of the line
    before.
    """
    lines: list[LogLine] = []
    for line in text.split("\n")[:-1]:
        found = _STAMP.fullmatch(line)
        if found:
            lines.append(LogLine(_utc(found), pod, container, found[4]))
        elif lines:
            lines.append(LogLine(lines[-1].at, pod, container, line))
    return lines


def _utc(found: re.Match[str]) -> str:
    moment = datetime.fromisoformat(found[1] + found[3].replace("Z", "+00:00")).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{(found[2] or '').ljust(9, '0')}Z"


def unread(lines: Sequence[LogLine], place: Place | None) -> list[LogLine]:
    """What comes after the place."""
    if place is None:
        return list(lines)
    same = [line for line in lines if line.at == place.at]
    return [*same[place.had :], *(line for line in lines if line.at > place.at)]


def reached(place: Place | None, taken: Sequence[LogLine]) -> Place | None:
    """The place after lines of one container were taken."""
    if not taken:
        return place
    at = taken[-1].at
    before = place.had if place and place.at == at else 0
    return Place(at, before + sum(line.at == at for line in taken))


def packed(places: Places) -> str:
    """The places as clients keep them: opaque."""
    content = {name: [place.at, place.had] for name, place in sorted(places.items())}
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


def unpacked(text: str) -> dict[str, Place]:
    """The places, or `ValueError` (which bad base64, UTF-8 and JSON are too)."""
    if len(text) > _CURSOR_MAX:
        raise ValueError("too long")
    try:
        content = json.loads(base64.b64decode((text + "=" * (-len(text) % 4)).encode(), altchars=b"-_", validate=True))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(content, dict):
        raise ValueError("no object")  # noqa: TRY004 - whatever is wrong with a text is a ValueError
    return {name: _place(value) for name, value in content.items()}


def _place(value: object) -> Place:
    match value:
        case [str(at), int(had)] if _PLACE.fullmatch(at) and had >= 0:
            datetime.fromisoformat(at[:19])
            return Place(at, had)
    raise ValueError("no place")


def in_order(lines: Iterable[LogLine]) -> list[LogLine]:
    """Lines of several containers as they were written."""
    return sorted(lines, key=lambda line: line.at)
