"""The folder that a local installation keeps: keys, token, queue, simulated cluster."""

import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.domain.errors import PermanentError
from shared.serialization import dumps, loads

ADMIN = "admin"
LONGEST_SOCKET = 100
"""Bytes; the kernel takes 107 for the path of a unix socket."""


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
        """Logs and what processes write about themselves."""
        return self.folder / "run"

    @property
    def valkey(self) -> Path:
        """The append-only file of the queue and the read model."""
        return self.folder / "valkey"

    @property
    def socket(self) -> Path:
        """Valkey's door; a socket needs no password, the folder's mode is one."""
        return self._door / "valkey.sock"

    @property
    def _door(self) -> Path:
        if len(os.fsencode(self.folder / "valkey.sock")) <= LONGEST_SOCKET:
            return self.folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"storeyard-{os.getuid()}-{digest}"

    @property
    def admin_token(self) -> Path:
        """The one token of a local installation, for every cluster."""
        return self.root / "admin-token"

    @property
    def principals(self) -> Path:
        """Who may sign in; people may be added to it."""
        return self.folder / "principals.json"

    def prepare(self) -> None:
        """Makes what is missing; what exists stays as it is."""
        for folder in (self.root, self.folder, self.run, self.valkey, self._door):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _ours_alone(self._door)
        for name in ("master-key", "job-key"):
            _once(self.folder / name, secrets.token_hex(32))
        _once(self.admin_token, secrets.token_urlsafe(32))
        self._admit_admin()

    def _admit_admin(self) -> None:
        digest = hashlib.sha256(self.admin_token.read_text().strip().encode()).hexdigest()
        known = loads(self.principals.read_bytes()) if self.principals.exists() else []
        if wanted := with_admin(known, digest):
            _write(self.principals, dumps(wanted).decode())


def with_admin(principals: list[dict[str, Any]], digest: str) -> list[dict[str, Any]] | None:
    """The principals with the admin of this token in place of an older one; None where nothing has to change."""
    if any(one.get("tokenSha256") == digest for one in principals):
        return None
    others = [one for one in principals if one.get("id") != ADMIN]
    return [{"id": ADMIN, "role": "admin", "tokenSha256": digest}, *others]


def _ours_alone(folder: Path) -> None:
    """The folder of the socket may lie in a place that everybody can write to."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise InTheWay(f"{folder} belongs to somebody else, and Valkey's socket would lie in it. Remove it.")
    folder.chmod(0o700)


def _once(path: Path, text: str) -> None:
    if not path.exists():
        _write(path, text)


def _write(path: Path, text: str) -> None:
    """Writes a file of ours alone, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text + "\n")
    draft.replace(path)
