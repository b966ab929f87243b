"""How containers ended, as their statuses say it (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/)."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.types import Manifest

RESTARTED = "Restarted"
"""Our word for a container that runs again after it died more than once."""
FEW_RESTARTS = 2
"""Restarts that say little: a shop's server ends and starts again while its database is still starting."""
MESSAGE_MAX = 200
"""Characters of a container's termination message, which may have 4096."""


@dataclass(frozen=True)
class Death:
    """One container that ended with an error."""

    container: str
    reason: str
    code: int
    message: str
    restarts: int
    runs_again: bool

    @property
    def word(self) -> str:
        """The reason in one word: how it ended, or that it runs again."""
        return RESTARTED if self.runs_again else self.reason

    @property
    def words(self) -> str:
        """The same in a sentence."""
        told = f": {self.message.strip()[:MESSAGE_MAX]}" if self.message.strip() else ""
        often = f" after {self.restarts} restarts" if self.restarts else ""
        return f"container {self.container} ended with exit code {self.code} ({self.reason}){often}{told}"


def statuses_of(pod: Manifest) -> list[Manifest]:
    """The statuses of all containers, in the order in which they start."""
    status = pod.get("status", {})
    return [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]


def deaths_of(pod: Manifest) -> list[Death]:
    """Containers that are dead now, wait to be started again, or run again after they died more than once."""
    return [death for status in statuses_of(pod) if (death := _death(status))]


def _death(status: Manifest) -> Death | None:
    state, restarts = status.get("state") or {}, int(status.get("restartCount") or 0)
    runs_again = "running" in state
    end = state.get("terminated") or (status.get("lastState") or {}).get("terminated")
    if not end or not end.get("exitCode") or (runs_again and (restarts < FEW_RESTARTS or status.get("ready"))):
        return None
    return Death(
        container=status.get("name", ""),
        reason=end.get("reason") or "Error",
        code=int(end["exitCode"]),
        message=end.get("message") or "",
        restarts=restarts,
        runs_again=runs_again,
    )


@dataclass(frozen=True)
class Dead:
    """Where to read the last words of a container."""

    component: str
    pod: str
    container: str


def dead_containers(pods: Iterable[tuple[str, Manifest]]) -> list[Dead]:
    """One container for each component that has a dead one; `pods` come with their component."""
    found: dict[str, Dead] = {}
    for component, pod in pods:
        for death in deaths_of(pod):
            found[component] = Dead(component, pod["metadata"]["name"], death.container)
    return list(found.values())
