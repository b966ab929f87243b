"""How containers look at a step of their pod's way: statuses and conditions, as kubelet writes them."""

from dataclasses import dataclass

from services.simulator.controllers.failures import Failure, of as failure_of
from services.simulator.controllers.scope import with_condition
from services.simulator.records import timestamp
from shared.domain.types import Manifest


@dataclass(frozen=True, slots=True)
class Step:
    """Where a pod is: unscheduled, pulling, pulled (and stuck), initialising, starting, running, ready, done."""

    name: str
    init: int = 0
    failing: Failure | None = None
    why: str = ""

    @property
    def initialised(self) -> bool:
        """Whether all init containers are done."""
        return self.name in ("starting", "running", "ready", "done")


def conditions(pod: Manifest, step: Step, now: float) -> list[Manifest]:
    """The pod's conditions."""
    ready = step.name == "ready"
    reason = "" if ready else "PodCompleted" if step.name == "done" else "ContainersNotReady"
    pending = "" if step.initialised else "ContainersNotInitialized"
    placed, unplaced = not step.why, "Unschedulable" if step.why else ""
    return [
        with_condition(pod, "PodScheduled", holds=placed, reason=unplaced, message=step.why, now=now),
        with_condition(pod, "Initialized", holds=step.initialised, reason=pending, now=now),
        with_condition(pod, "ContainersReady", holds=ready, reason=reason, now=now),
        with_condition(pod, "Ready", holds=ready, reason=reason, now=now),
    ]


def init_statuses(pod: Manifest, step: Step, now: float) -> list[Manifest]:
    """Statuses of the init containers: those before the current one are done."""
    return [
        _status(
            pod, container, _init_state(pod, step, index), now, ready=step.initialised or index < step.init, init=True
        )
        for index, container in enumerate(pod["spec"]["initContainers"])
    ]


def _init_state(pod: Manifest, step: Step, index: int) -> Manifest:
    if step.failing and step.name == "pulled":
        return step.failing.state_of(pod) if index == 0 else {"waiting": {"reason": "PodInitializing"}}
    if step.initialised or (step.name == "initialising" and index < step.init):
        return {"terminated": {"exitCode": 0, "reason": "Completed"}}
    if step.name == "initialising" and index == step.init:
        return {"running": {}}
    return {"waiting": {"reason": "PodInitializing"}}


def container_statuses(pod: Manifest, step: Step, now: float) -> list[Manifest]:
    """Statuses of the containers proper."""
    state = _state(pod, step)
    return [_status(pod, container, state, now, ready=step.name == "ready") for container in pod["spec"]["containers"]]


def _state(pod: Manifest, step: Step) -> Manifest:
    has_init = bool(pod["spec"].get("initContainers"))
    if step.failing and (step.name == "running" or not has_init):
        return step.failing.state_of(pod)
    if step.name in ("running", "ready"):
        return {"running": {}}
    if step.name == "done":
        return {"terminated": {"exitCode": 0, "reason": "Completed"}}
    return {"waiting": {"reason": "PodInitializing" if has_init else "ContainerCreating"}}


def _status(
    pod: Manifest, container: Manifest, state: Manifest, now: float, *, ready: bool, init: bool = False
) -> Manifest:
    before = _before(pod, container["name"], "initContainerStatuses" if init else "containerStatuses")
    dated = _dated(state, before.get("state") or {}, now)
    crashed = (state.get("waiting") or {}).get("reason") == "CrashLoopBackOff"
    trouble = failure_of(pod)
    ended = {"terminated": trouble.last} if crashed and trouble else {}
    return {
        "name": container["name"],
        "image": container["image"],
        "imageID": "",
        "ready": ready,
        "started": "running" in state,
        "restartCount": 3 if crashed else 0,
        "state": dated,
        "lastState": ended,
    }


def _before(pod: Manifest, name: str, where: str) -> Manifest:
    statuses = (pod.get("status") or {}).get(where) or ()
    return next((each for each in statuses if each["name"] == name), {})


def _dated(state: Manifest, before: Manifest, now: float) -> Manifest:
    """The state with the moment at which it began."""
    if "running" in state:
        since = (before.get("running") or {}).get("startedAt") or timestamp(now)
        return {"running": {"startedAt": since}}
    if "terminated" in state:
        since = (before.get("terminated") or {}).get("finishedAt") or timestamp(now)
        began = (before.get("running") or before.get("terminated") or {}).get("startedAt") or since
        return {"terminated": {**state["terminated"], "startedAt": began, "finishedAt": since}}
    return state
