"""Logs of pods: lines that say honestly where they come from, made up anew from the pod each time somebody asks."""

from datetime import UTC, datetime

from services.simulator import faults
from services.simulator.controllers.failures import ANNOTATION
from shared.domain.types import Manifest

PULSE = 2
"""Whole seconds between lines of a container that runs on."""
PULSES_MAX = 2000
"""Lines that are kept, as kubelet keeps a file of at most 10 MB."""

Line = tuple[datetime, str]


def of(pod: Manifest, query: dict[str, str], now: float) -> bytes:
    """The log of a pod's container, as kubelet gives it (https://kubernetes.io/docs/reference/kubernetes-api/, log)."""
    name = query.get("container") or pod["spec"]["containers"][0]["name"]
    since = query.get("sinceTime")
    lines = _lines(pod, name, now)
    if since:
        lines = [line for line in lines if line[0] >= datetime.fromisoformat(since)]
    if "tailLines" in query:
        lines = lines[-int(query["tailLines"]) :] if int(query["tailLines"]) else []
    text = "".join(_written(line, timestamps=query.get("timestamps") == "true") for line in lines)
    return text.encode()[: int(query["limitBytes"]) if "limitBytes" in query else None]


def _written(line: Line, *, timestamps: bool) -> str:
    return f"{line[0]:%Y-%m-%dT%H:%M:%S.%f}000Z {line[1]}\n" if timestamps else f"{line[1]}\n"


def _lines(pod: Manifest, name: str, now: float) -> list[Line]:
    entry = _status(pod, name)
    state = entry["state"] if "waiting" not in entry["state"] else entry["lastState"]
    ran = state.get("running") or state.get("terminated")
    if ran is None:
        reason = entry["state"].get("waiting", {}).get("reason", "ContainerCreating")
        message = f'container "{name}" in pod "{pod["metadata"]["name"]}" is waiting to start: {reason}'
        raise faults.bad_request(message)
    began = datetime.fromisoformat(ran.get("startedAt") or pod["metadata"]["creationTimestamp"])
    first = [
        f"This container ({name}) is simulated: no image ran, these lines come from Storeyard's simulator.",
        f"image {entry['image']}",
        *_trouble(pod),
    ]
    said = [(began.replace(microsecond=number), text) for number, text in enumerate(first)]
    ended = datetime.fromisoformat(ran["finishedAt"]) if "finishedAt" in ran else began
    if "exitCode" not in ran:
        return [*said, *_pulses(name, began, now)]
    last = f"It ended with exit code {ran['exitCode']} (simulated)."
    return [*said, *_pulses(name, began, ended.timestamp()), (ended.replace(microsecond=900_000), last)]


def _status(pod: Manifest, name: str) -> Manifest:
    status = pod.get("status") or {}
    found: Manifest
    for found in (*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())):
        if found["name"] == name:
            return found
    containers = (*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"])
    if name not in [container["name"] for container in containers]:
        raise faults.bad_request(f"container {name} is not valid for pod {pod['metadata']['name']}")
    return {"name": name, "image": "", "state": {"waiting": {"reason": "ContainerCreating"}}, "lastState": {}}


def _trouble(pod: Manifest) -> list[str]:
    failure = (pod["metadata"].get("annotations") or {}).get(ANNOTATION)
    return [f"It fails because its annotation {ANNOTATION} says {failure!r}."] if failure else []


def _pulses(name: str, began: datetime, until: float) -> list[Line]:
    """A line every few seconds, so that a log that is followed moves."""
    start, count = int(began.timestamp()), int(until - began.timestamp()) // PULSE
    return [
        (datetime.fromtimestamp(start + number * PULSE, UTC), f"{name} still runs (simulated), line {number}")
        for number in range(max(1, count - PULSES_MAX), count + 1)
    ]
