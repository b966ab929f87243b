"""What the api accepts: one atomic script each, so that a crash leaves all of it or nothing."""

from dataclasses import dataclass
from typing import Literal

from shared.domain.errors import PermanentError
from shared.domain.intents import Intent, IntentKind
from shared.domain.status import StoreRecord
from shared.domain.store import StoreSpec
from shared.repository.codec import accepted, intent_body
from shared.repository.mark import Mark, Reply, Scripts

IDEMPOTENCY_SECONDS = 24 * 3600


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


class Gone(PermanentError):
    """The store is not there any more."""


@dataclass(frozen=True)
class IdempotencyKey:
    """Hashes of the header and of the body that came with it."""

    digest: str
    body: str


@dataclass(frozen=True)
class Replay:
    """The same idempotency key was used before."""

    uid: str
    same_body: bool


@dataclass
class Reservations:
    """Acceptance of creates, deletes and retries."""

    scripts: Scripts
    mark: Mark

    async def reserve(
        self, spec: StoreSpec, *, quota: int | None, idempotency: IdempotencyKey | None = None
    ) -> Intent | Replay:
        """Name, quota, idempotency key and intent in one step.

        Raises `NameTaken`, `QuotaReached`, `Unmarked` or `RedisAway`; then nothing was reserved.
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
        self, record: StoreRecord, kind: Literal[IntentKind.DELETE, IntentKind.RETRY], *, attempt: int = 0
    ) -> Intent | None:
        """A delete or retry; None when the same delete was accepted before.

        Raises `Gone`, `NotNow` (a delete is never replaced; one change at a time), `Unmarked` or `RedisAway`.
        """
        owner = record.spec.owner if record.spec else (record.intent.owner if record.intent else "")
        kept = record.spec if record.namespace is None else None  # else its engine and address would be forgotten
        arguments = (record.uid, kind, attempt, intent_body(owner, kept))
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
        return self._intent(reply, kind, record.uid, record.name, owner, attempt=attempt)

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
        attempt: int = 0,
    ) -> Intent:
        identity, at = (int(reply[1]), int(reply[2])), float(reply[3])
        self.mark.memory.saw(*identity)
        done = accepted(spec, identity, at, kind) if spec else None
        return Intent.model_validate(
            {"kind": kind, "id": identity, "uid": uid, "name": name, "owner": owner, "at": at}
            | {"spec": done, "attempt": attempt}
        )
