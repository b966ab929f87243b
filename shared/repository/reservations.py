"""What the api accepts: one atomic script each, so that a crash leaves all of it or nothing."""

from dataclasses import dataclass
from typing import Literal

from shared.domain.changes import StoreChange
from shared.domain.errors import PermanentError, TemporaryError
from shared.domain.intents import Intent, IntentKind
from shared.domain.status import StoreRecord
from shared.domain.store import StoreSpec
from shared.repository.codec import accepted, intent_body, version_of
from shared.repository.keys import IDEMPOTENCY_SECONDS
from shared.repository.mark import Mark, Reply, Scripts


class NameTaken(PermanentError):
    """Another store holds the name; `uid` says which."""

    def __init__(self, name: str, uid: str) -> None:
        super().__init__(f"The name “{name}” is taken.")
        self.uid = uid


class QuotaReached(PermanentError):
    """The owner holds as many stores as allowed."""

    def __init__(self, held: int, limit: int) -> None:
        super().__init__(f"You have {held} of {limit} stores; delete one to make room.")


class NotNow(PermanentError):
    """Something that was accepted earlier stands in the way."""


class Moved(TemporaryError):
    """The store has changed since the record was read that the decision was made on; read and decide again."""


class Gone(PermanentError):
    """The store is not there any more."""


@dataclass(frozen=True)
class IdempotencyKey:
    """Hashes of the header and of the body that came with it."""

    digest: str
    body: str

    @property
    def kept(self) -> str:
        """As the spec keeps it, so that a rebuilt list knows the key again."""
        return f"{self.digest} {self.body}"


@dataclass(frozen=True)
class Replay:
    """The same idempotency key was used before."""

    uid: str
    same_body: bool


@dataclass
class Reservations:
    """Acceptance of creates, deletes, retries and changes."""

    scripts: Scripts
    mark: Mark

    async def reserve(
        self, spec: StoreSpec, *, quota: int | None, idempotency: IdempotencyKey | None = None
    ) -> Intent | Replay:
        """Name, quota, idempotency key and intent in one step.

        Raises `NameTaken`, `QuotaReached` or `Unmarked`: nothing was reserved; `RedisAway`: that is not known.
        """
        key = idempotency or IdempotencyKey("", "")
        body = intent_body(spec.owner, spec)
        arguments = (spec.uid, spec.name, spec.owner, -1 if quota is None else quota, body)
        reply = self.mark.checked(
            await self.scripts.call("reserve", *self.mark.seen, *arguments, key.digest, key.body, IDEMPOTENCY_SECONDS)
        )
        match reply:
            case ["replay", before]:
                uid, _, body_before = before.partition(" ")
                return Replay(uid, same_body=body_before == key.body)
            case ["taken", uid]:
                raise NameTaken(spec.name, uid)
            case ["quota", held]:
                raise QuotaReached(int(held), quota or 0)
        return self._intent(reply, IntentKind.CREATE, spec.uid, spec.name, spec.owner, spec=spec)

    async def intend(
        self,
        record: StoreRecord,
        kind: Literal[IntentKind.DELETE, IntentKind.RETRY, IntentKind.CHANGE],
        *,
        attempt: int = 0,
        change: StoreChange | None = None,
    ) -> Intent | None:
        """A delete, retry or change of the store as `record` shows it; None when the same delete was accepted before.

        Raises `Gone`, `NotNow` (a delete is never replaced; one change at a time), `Moved`, `Unmarked` or `RedisAway`.
        """
        kept = record.spec if record.namespace is None else None  # else its engine and address would be forgotten
        body = intent_body(record.owner, change or kept)
        arguments = (record.uid, kind, attempt, body, version_of(record))
        reply = self.mark.checked(await self.scripts.call("intend", *self.mark.seen, *arguments))
        match reply:
            case ["gone"]:
                raise Gone(f"The store “{record.name}” is gone.")
            case ["deleting"] if kind is IntentKind.DELETE:
                return None
            case ["deleting"]:
                raise NotNow(f"The store “{record.name}” is being deleted.")
            case ["busy", other]:
                raise NotNow(f"A {other} of “{record.name}” was accepted and has not begun yet.")
            case ["moved"]:
                raise Moved(f"“{record.name}” was changed by somebody else at this very moment.")
        return self._intent(reply, kind, record.uid, record.name, record.owner, attempt=attempt, change=change)

    async def drop(self, intent: Intent) -> bool:
        """Takes back an intent that is too old to be carried out; False when another one stands there by now."""
        return bool(await self.scripts.call("drop", intent.uid, *intent.id) == "dropped")

    def _intent(
        self,
        reply: Reply,
        kind: IntentKind,
        uid: str,
        name: str,
        owner: str,
        *,
        spec: StoreSpec | None = None,
        change: StoreChange | None = None,
        attempt: int = 0,
    ) -> Intent:
        identity, at = (int(reply[1]), int(reply[2])), float(reply[3])
        self.mark.memory.saw(*identity)
        done = accepted(spec, identity, at, kind) if spec else None
        return Intent.model_validate(
            {"kind": kind, "id": identity, "uid": uid, "name": name, "owner": owner, "at": at}
            | {"spec": done, "change": change, "attempt": attempt}
        )
