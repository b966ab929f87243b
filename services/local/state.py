"""The folder that a local installation keeps: keys, token, queue, simulated cluster."""

import fcntl
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from shared.domain.errors import PermanentError
from shared.serialization import dumps

ADMIN = "admin"


class InTheWay(PermanentError):
    """Something else holds what this run needs; the text says what and how to get around it."""


@dataclass(frozen=True)
class State:
    """Paths of one cluster's state."""

    root: Path
    cluster: str

    @property
    def folder(self) -> Path:
        """All that belongs to this cluster; another cluster's state is never mixed in."""
        return self.root / self.cluster

    @property
    def run(self) -> Path:
        """Logs, sockets and what processes write about themselves."""
        return self.folder / "run"

    @property
    def valkey(self) -> Path:
        """The append-only file of the queue and the read model."""
        return self.folder / "valkey"

    @property
    def socket(self) -> Path:
        """Valkey's door; a socket needs no password, the folder's mode is one."""
        return self.folder / "valkey.sock"

    @property
    def admin_token(self) -> Path:
        """The one token of a local installation, for every cluster."""
        return self.root / "admin-token"

    def prepare(self) -> None:
        """Makes what is missing; what exists stays as it is."""
        for folder in (self.root, self.folder, self.run, self.valkey):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("master-key", "job-key"):
            _once(self.folder / name, secrets.token_hex(32))
        _once(self.admin_token, secrets.token_urlsafe(32))
        digest = hashlib.sha256(self.admin_token.read_text().strip().encode()).hexdigest()
        principals = [{"id": ADMIN, "role": "admin", "tokenSha256": digest}]
        _once(self.folder / "principals.json", dumps(principals).decode())

    def lock(self) -> IO[str]:
        """Held until the process ends, however it ends; `InTheWay` names who holds it."""
        handle = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise InTheWay(
                f"Another run (process {handle.read().strip() or 'unknown'}) uses the data folder {self.folder}. "
                "Stop it with Ctrl-C there, or give this one its own: make run DATA=other-folder PORT=8090"
            ) from error
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        return handle


def _once(path: Path, text: str) -> None:
    """Writes a file of ours alone, whole, unless it exists."""
    if path.exists():
        return
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=0o600)
    draft.write_text(text + "\n")
    draft.replace(path)
