"""What a provision job may do, decided from what was read and nothing else (laws 2, 4 and 12)."""

from dataclasses import dataclass
from typing import Literal

from shared.domain.intents import ASKED_OF_A_STORE, Intent, IntentKind
from shared.domain.jobs import Job
from shared.domain.status import NamespaceView
from shared.domain.store import StoreSpec


@dataclass(frozen=True)
class Stranger:
    """A namespace of our name that is not this store's. `going`: it is on its way out, so waiting helps."""

    going: bool


@dataclass(frozen=True)
class Look:
    """What the worker knows when it decides."""

    job: Job
    intent: Intent | None
    owns_name: bool
    deleted: bool
    found: NamespaceView | Stranger | None
    redis_time: float


@dataclass(frozen=True)
class Nothing:
    """The job is out of date, or somebody else's."""

    why: str


@dataclass(frozen=True)
class Create:
    """POST the namespace."""

    spec: StoreSpec


@dataclass(frozen=True)
class Refuse:
    """End the create with a receipt that says why."""

    cause: Literal["taken", "expired"]
    message: str


@dataclass(frozen=True)
class Attempt:
    """Claim the namespace. `asked_by`: the retry or change that it answers; None: go on, or repair."""

    view: NamespaceView
    number: int
    asked_by: Intent | None


Decision = Nothing | Create | Refuse | Attempt


def decide(look: Look) -> Decision:
    """The one thing that this job may do now."""
    if look.deleted:
        return Nothing("the store was deleted")
    match look.found:
        case None:
            return _without_namespace(look)
        case Stranger(going=going):
            return _beside_a_stranger(look, going=going)
        case view:
            return _with_namespace(look, view)


def _without_namespace(look: Look) -> Decision:
    intent = look.intent
    if intent is None or intent.kind is not IntentKind.CREATE or intent.spec is None:
        return Nothing("no namespace, and nothing asks for one")
    if intent.is_stale(look.redis_time):
        return Refuse("expired", f"“{intent.name}” was asked for over an hour ago and is not made any more; ask again.")
    if not look.owns_name:
        return Nothing("the name is another store's for now")
    return Create(intent.spec)


def _beside_a_stranger(look: Look, *, going: bool) -> Decision:
    if look.intent is None or look.intent.kind is not IntentKind.CREATE:
        return Nothing("the namespace is another store's")
    if going:
        return Nothing("waits until the earlier namespace of that name is gone")
    return Refuse("taken", f"A namespace for “{look.intent.name}” exists that is not this store's; it was not touched.")


def _with_namespace(look: Look, view: NamespaceView) -> Decision:
    if view.is_going:
        return Nothing("the store is being deleted")
    asked_by = _asked_by(look, view)
    unfinished = view.claim is not None or not view.status.holds("Applied", view.spec.generation)
    if not (asked_by or unfinished or look.job.repair):
        return Nothing("nothing to do")
    if view.claim is not None and view.claim.mark != look.job.replaces:
        return Nothing("another run holds the claim")
    return Attempt(view, number=max(look.job.attempt, view.status.attempt + 1), asked_by=asked_by)


def _asked_by(look: Look, view: NamespaceView) -> Intent | None:
    """The retry or change that the namespace does not show yet, unless it is too old."""
    intent = look.intent
    if intent is None or intent.kind not in ASKED_OF_A_STORE or intent.is_stale(look.redis_time):
        return None
    shown = view.status.retried if intent.kind is IntentKind.RETRY else view.spec.intent
    return intent if intent.id > shown else None
