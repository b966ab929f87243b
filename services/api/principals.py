"""Who may call: principals from a JSON file that is read again when it changes."""

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from shared.domain.store import Owner
from shared.settings import PREFIX, BadSettings

log = structlog.get_logger()

Stamp = tuple[int, int, int]


class Principal(BaseModel):
    """Somebody who may call; the token itself is stored nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Owner
    role: Literal["admin", "owner"]
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(alias="tokenSha256", repr=False)

    @property
    def is_admin(self) -> bool:
        """Admins see everybody's stores and have no quota."""
        return self.role == "admin"


Scope = str | None
"""Whose stores somebody sees: those of one owner; None: everybody's."""


def covers(scope: Scope, owner: str) -> bool:
    """Whether a store of that owner may be seen: admins see all, owners their own (R13)."""
    return scope is None or scope == owner


_LIST = TypeAdapter(tuple[Principal, ...])


@dataclass
class Principals:
    """The file, looked at before each use: a removed principal is out at once.

    A file that cannot be read keeps the list that was read last and logs it: half a write signs nobody out.
    """

    path: Path
    _stamp: Stamp = (0, 0, 0)
    _all: dict[str, Principal] = field(default_factory=dict)

    def by_token(self, token: str) -> Principal | None:
        """Whose token it is. Every digest is compared in constant time, whether or not one matched."""
        digest = hashlib.sha256(token.encode(errors="replace")).hexdigest()
        found = None
        for principal in self._current().values():
            if hmac.compare_digest(principal.digest, digest):
                found = principal
        return found

    def by_id(self, identity: str) -> Principal | None:
        """The principal of that id, while the file names it."""
        return self._current().get(identity)

    def load(self) -> None:
        """Reads the file; `BadSettings` when it cannot be used."""
        stamp = self._look()
        principals = _LIST.validate_json(self.path.read_bytes())
        listed = {principal.id: principal for principal in principals}
        if len(listed) != len(principals):
            raise BadSettings(f"{self.path}: two principals have the same id.")
        self._all, self._stamp = listed, stamp

    def _current(self) -> dict[str, Principal]:
        try:
            if self._look() != self._stamp:
                self.load()
        except (OSError, ValidationError, BadSettings) as error:
            # no traceback: pydantic would quote the file
            log.error("principals file not usable; the list stays", reason=type(error).__name__)  # noqa: TRY400
        return self._all

    def _look(self) -> Stamp:
        found = self.path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino


def principals_from(path: Path | None) -> Principals:
    """The principals at start; without a usable file nobody could ever sign in, so that is an error."""
    if path is None:
        raise BadSettings(f"{PREFIX}API__PRINCIPALS_FILE is not set: a JSON list of {{id, role, tokenSha256}}.")
    principals = Principals(path)
    try:
        principals.load()
    except OSError as error:
        raise BadSettings(f"{PREFIX}API__PRINCIPALS_FILE: cannot read {path}: {error.strerror}.") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise BadSettings(f"{PREFIX}API__PRINCIPALS_FILE: {path}: {faults}") from None
    return principals
