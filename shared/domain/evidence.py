"""What is known about a store that does not sell, as values that the rules of `diagnosis` look at."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from shared.domain.observation import is_ready, owner_of, seconds_of
from shared.domain.status import ComponentState
from shared.domain.types import Manifest


@dataclass(frozen=True)
class ClusterWarning:
    """A Warning event of Kubernetes."""

    reason: str
    message: str
    about: str


@dataclass(frozen=True)
class Problem:
    """What the shopper met."""

    code: str
    message: str
    evidence: str


@dataclass(frozen=True)
class Refusal:
    """What the API server answered instead of taking an object; `status` is 0 where it did not answer."""

    status: int
    message: str


@dataclass(frozen=True)
class LogTail:
    """The last lines of a component's container that died, secrets masked."""

    component: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """All that is known about a store that does not sell."""

    components: tuple[ComponentState, ...] = ()
    warnings: tuple[ClusterWarning, ...] = ()
    problem: Problem | None = None
    refusal: Refusal | None = None
    logs: tuple[LogTail, ...] = ()


def warnings_of(
    events: Iterable[Manifest], pods: Iterable[Manifest], *, since: float | None
) -> tuple[ClusterWarning, ...]:
    """The Warning events that still say something: events are kept an hour, whatever has become of their cause.

    Left out is what is older than the attempt (both by the API server's own stamps), what is about a pod that is gone
    or ready, and the refusal of a pod that its workload has got since.
    """
    pods = list(pods)
    troubled = {pod["metadata"]["name"] for pod in pods if not is_ready(pod)}
    owners = {owner_of(pod).get("name", "") for pod in pods}
    return tuple(
        ClusterWarning(event.get("reason", ""), event.get("message", ""), event["involvedObject"].get("name", ""))
        for event in events
        if event.get("type") == "Warning"
        and _written_at(event) >= floor(since or 0)  # the server's stamps have whole seconds
        and _still_holds(event, troubled, owners)
    )


def _still_holds(event: Manifest, troubled: set[str], owners: set[str]) -> bool:
    about = event["involvedObject"]
    if about.get("kind") == "Pod":
        return about.get("name") in troubled
    return not (event.get("reason") == "FailedCreate" and about.get("name") in owners)


def _written_at(event: Manifest) -> float:
    """When the API server wrote it last; an event that repeats is patched, and only managedFields says when."""
    meta = event["metadata"]
    stamps = [meta.get("creationTimestamp"), *(entry.get("time") for entry in meta.get("managedFields") or ())]
    return max((seconds for stamp in stamps if (seconds := seconds_of(stamp)) is not None), default=0.0)
