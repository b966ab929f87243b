"""One JSON line for each accepted or refused state change and each reveal, written before the answer goes out."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from services.api.principals import Principal
from shared.serialization import dumps

TEXT_MAX = 128


@dataclass
class Trail:
    """What the handler learns about its target on the way."""

    name: str = ""
    uid: str = ""


@dataclass(frozen=True)
class Entry:
    """One record; never holds a body, a token or a password."""

    request_id: str
    principal: Principal | None
    address: str
    action: str
    trail: Trail
    status: int
    problem: str | None


@dataclass(frozen=True)
class Audit:
    """The stream of records."""

    out: IO[bytes]

    def write(self, entry: Entry) -> None:
        """Appends one line and hands it to the operating system."""
        who = entry.principal
        record = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "requestId": entry.request_id,
            "principal": who.id if who else None,
            "role": who.role if who else None,
            "address": entry.address,
            "action": entry.action,
            "target": {"name": _plain(entry.trail.name), "uid": _plain(entry.trail.uid)},
            "outcome": _outcome(entry.status),
            "status": entry.status,
            "problem": entry.problem,
        }
        self.out.write(dumps(record) + b"\n")
        self.out.flush()

    def close(self) -> None:
        """Closes a file; standard output stays open."""
        if self.out is not sys.stdout.buffer:
            with suppress(OSError):
                self.out.close()


def audit_to(path: Path | None) -> Audit:
    """Appends to the file, or writes to standard output (logs go to standard error)."""
    return Audit(path.open("ab") if path else sys.stdout.buffer)


def _outcome(status: int) -> str:
    if status < 400:  # noqa: PLR2004 - HTTP's own border
        return "accepted"
    return "refused" if status < 500 else "failed"  # noqa: PLR2004 - HTTP's own border


def _plain(text: str) -> str:
    return text.encode(errors="replace").decode()[:TEXT_MAX]
