"""Pods, Jobs and events as a Kubernetes API server shows them, for what diagnosis reads of them.

The wordings are those of kubelet, scheduler, controllers and admission of 1.30 to 1.36.
"""

from typing import Any

from shared.domain.labels import COMPONENT

AT = "2026-01-01T00:10:00Z"
Manifest = dict[str, Any]


def pod(
    component: str = "web",
    *states: Manifest,
    scheduled: str | None = None,
    owner: tuple[str, str] = ("web-6d4cf56db6", "o1"),
    ready: bool = False,
    **status: Any,
) -> Manifest:
    """A pod whose containers are in these states; `scheduled` is the scheduler's complaint."""
    place = {"status": "False", "reason": "Unschedulable", "message": scheduled} if scheduled else {"status": "True"}
    conditions = [
        {"type": "PodScheduled", **place},
        {"type": "Ready", "status": "True" if ready else "False", "lastTransitionTime": AT},
    ]
    meta = {"name": f"{component}-x1", "labels": {COMPONENT: component}, "creationTimestamp": AT}
    meta["ownerReferences"] = [{"kind": "ReplicaSet", "name": owner[0], "uid": owner[1], "controller": True}]
    return {"metadata": meta, "status": {"conditions": conditions, "containerStatuses": list(states), **status}}


def waiting(reason: str, message: str, *, last: Manifest | None = None, restarts: int = 0) -> Manifest:
    """The status of a container that waits."""
    state = {"waiting": {"reason": reason, "message": message}}
    return {"name": "web", "ready": False, "restartCount": restarts, "state": state, "lastState": last or {}}


def ended(code: int, reason: str, message: str = "") -> Manifest:
    """A container's end, as it stands in `state` or `lastState`."""
    end = {"exitCode": code, "reason": reason, "startedAt": AT, "finishedAt": AT, "containerID": "containerd://0"}
    return {"terminated": end | ({"message": message} if message else {})}


def dead(code: int, reason: str, message: str = "") -> Manifest:
    """The status of a container that has ended and was not started again."""
    return {"name": "web", "ready": False, "restartCount": 0, "state": ended(code, reason, message), "lastState": {}}


def running_again(code: int, reason: str, restarts: int = 3) -> Manifest:
    """The status of a container that runs, and did not for the first time."""
    state = {"running": {"startedAt": AT}}
    return {
        "name": "web",
        "ready": False,
        "restartCount": restarts,
        "state": state,
        "lastState": ended(code, reason),
    }


def failed_job(reason: str, message: str, name: str = "setup-1", uid: str = "j1") -> Manifest:
    """A Job that has given up."""
    condition = {"type": "Failed", "status": "True", "reason": reason, "message": message, "lastTransitionTime": AT}
    meta = {"name": name, "uid": uid, "creationTimestamp": AT, "labels": {COMPONENT: "setup"}}
    return {"metadata": meta, "status": {"failed": 1, "conditions": [condition]}}


def event(
    reason: str, message: str, about: str = "web-6d4cf56db6", kind: str = "ReplicaSet", *, at: str = AT, again: str = ""
) -> Manifest:
    """A Warning; `again` is when the API server wrote it last."""
    fields = [{"manager": "kube-controller-manager", "operation": "Update", "time": again}] if again else []
    return {
        "metadata": {"name": f"{about}.17", "creationTimestamp": at, "managedFields": fields},
        "type": "Warning",
        "reason": reason,
        "message": message,
        "involvedObject": {"kind": kind, "name": about},
    }
