"""From what is seen to what should be looked at: pure, the same result however often it runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.domain.intents import ASKED_OF_A_STORE, IntentKind
from shared.domain.jobs import REASON_MAX, Job, JobKind
from shared.domain.status import NamespaceView, Phase, StoreRecord, phase

FRESH = 1.0
"""Seconds between purchases at a shop that has just come up and has not sold yet; a person is watching it."""
AWAITED = 60.0
"""Seconds that this goes on; a shop that is up for longer and does not sell wants something else than haste."""
ASK_DELETE_AGAIN = 10
"""Seconds after which a delete gets another id: the old one may be held by a dead worker."""
VERIFY_AGAIN = 30
"""The same for a verification, which may take 20 s; within them the same store is verified once at a time."""
SERIALS = 4
"""Ids come back after as many, so that a queue that nobody serves stays short."""
NAMED = 6
"""Objects that a repair names one by one."""
REPAIR_DEGRADED = 60.0
REPAIR_DAILY = 86_400.0
"""Seconds after which everything is applied again: Secrets are seen by nobody, so their loss shows only in the shop."""


@dataclass(frozen=True)
class Policy:
    """How patiently stores are looked at, in seconds."""

    verify_period: float
    verify_ready_period: float
    patient: bool = False


@dataclass(frozen=True)
class Seen:
    """One store: its record with the freshest namespace, and what this observer's own clock says about it."""

    record: StoreRecord
    claim_is_dead: bool = False
    drifted: tuple[str, ...] = ()
    was_deleted: bool = False
    up_for: float | None = None
    """Seconds since every component came up; None: not all of them are."""
    is_down: bool = False
    since_repair: float = 0.0
    since_verify: float = 0.0
    clock: float = 0.0

    @property
    def has_come_up(self) -> bool:
        """Whether that was after the last verification was asked for: worth a look at once."""
        return self.up_for is not None and self.up_for <= self.since_verify


def is_awaited(seen: Seen) -> bool:
    """Whether somebody is probably looking at it right now: the shop is up and only the purchase is missing."""
    just_up = seen.up_for is not None and seen.up_for < AWAITED
    return just_up and phase(seen.record) is Phase.PROVISIONING


def plan(stores: Iterable[Seen], policy: Policy) -> list[Job]:
    """The jobs that the state asks for now. Each is a hint (law 4); asking twice does no harm."""
    return [job for seen in stores for job in _jobs(seen, policy)]


def _jobs(seen: Seen, policy: Policy) -> Sequence[Job]:
    record, view = seen.record, seen.record.namespace
    intent = record.intent
    if view is not None and view.terminating:
        return ()
    if _must_go(seen):
        return (_delete(seen),)
    if view is None:
        return (_first(record),) if intent and intent.kind is IntentKind.CREATE else ()
    if intent and intent.kind in ASKED_OF_A_STORE and view.claim is None:
        return (_provision(record, view, attempt=max(intent.attempt, view.status.attempt + 1)),)
    return _with_namespace(seen, view, policy)


def _must_go(seen: Seen) -> bool:
    """A deletion goes on until the receipt stands, and a deleted uid stays deleted (law 12)."""
    intent, view = seen.record.intent, seen.record.namespace
    marked = view is not None and view.status.deleting_at is not None
    return seen.was_deleted or marked or (intent is not None and intent.kind is IntentKind.DELETE)


def _with_namespace(seen: Seen, view: NamespaceView, policy: Policy) -> Sequence[Job]:
    record, attempt = seen.record, view.status.attempt + 1
    applied = view.status.holds("Applied", view.spec.generation)
    reason = _named(seen.drifted) if applied else ""
    if view.claim is not None:
        again = _provision(record, view, attempt, replaces=view.claim.mark, reason=reason)
        return (again,) if seen.claim_is_dead else ()
    if not applied:
        judged = phase(record) in (Phase.FAILED, Phase.DEGRADED)
        return () if judged and seen.since_verify < policy.verify_period else (_provision(record, view, attempt),)
    repairs = reason or _repair_is_due(seen)
    repair = (_provision(record, view, attempt, repair=True, reason=reason),) if repairs else ()
    check = (_verify(seen, view, policy),) if seen.since_verify >= _period(seen, policy) else ()
    return (*repair, *check)  # both: drift that always comes back must not keep a shop from being looked at


def _repair_is_due(seen: Seen) -> bool:
    """Law 7: after a failing verification, and once a day."""
    ill = phase(seen.record) is Phase.DEGRADED
    return seen.since_repair >= (REPAIR_DEGRADED if ill else REPAIR_DAILY * _spread(seen.record.uid))


def _period(seen: Seen, policy: Policy) -> float:
    """Seconds between looks: short while a person waits or something went down, spread when all is well."""
    match phase(seen.record):
        case Phase.PROVISIONING | Phase.FAILED | Phase.DEGRADED if seen.has_come_up:
            return 0.0
        case Phase.READY:
            return FRESH if seen.is_down else policy.verify_ready_period * _spread(seen.record.uid)
        case Phase.PROVISIONING if is_awaited(seen):
            return FRESH
        case _:
            return policy.verify_period


def _spread(uid: str) -> float:
    """Between 0.75 and 1.25, fixed for a store, so that checks of many never fall together."""
    return 0.75 + (sum(uid.encode()) % 101) / 200


def _first(record: StoreRecord) -> Job:
    intent = record.intent
    return Job(kind=JobKind.PROVISION, uid=record.uid, name=record.name, intent=intent.id if intent else None)


def _named(drifted: Sequence[str]) -> str:
    """What has to be repaired, as the history will say it."""
    more = f" and {len(drifted) - NAMED} more" if len(drifted) > NAMED else ""
    return (", ".join(drifted[:NAMED])[: REASON_MAX - len(more)]) + more


def _provision(
    record: StoreRecord,
    view: NamespaceView,
    attempt: int,
    *,
    replaces: str | None = None,
    repair: bool = False,
    reason: str = "",
) -> Job:
    return Job(
        kind=JobKind.PROVISION,
        uid=record.uid,
        name=record.name,
        generation=view.spec.generation,
        attempt=attempt,
        intent=record.intent.id if record.intent else None,
        replaces=replaces,
        repair=repair,
        reason=reason,
    )


def _verify(seen: Seen, view: NamespaceView, policy: Policy) -> Job:
    return Job(
        kind=JobKind.VERIFY,
        uid=seen.record.uid,
        name=seen.record.name,
        generation=view.spec.generation,
        serial=int(seen.clock // VERIFY_AGAIN) % SERIALS,
        patient=policy.patient,
    )


def _delete(seen: Seen) -> Job:
    serial = int(seen.clock // ASK_DELETE_AGAIN) % SERIALS
    return Job(kind=JobKind.DELETE, uid=seen.record.uid, name=seen.record.name, serial=serial)
