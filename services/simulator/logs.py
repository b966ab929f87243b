"""Logs of pods: a few lines that say honestly where they come from."""

from services.simulator.controllers.failures import ANNOTATION
from shared.domain.types import Manifest


def of(pod: Manifest, query: dict[str, str]) -> str:
    """The log of a pod's container."""
    status = pod.get("status") or {}
    container = query.get("container") or pod["spec"]["containers"][0]["name"]
    lines = [f"This container ({container}) is simulated: no image ran, these lines come from Storeyard's simulator."]
    for entry in (*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())):
        if entry["name"] == container:
            lines.append(f"image {entry['image']}")
            lines.extend(f"{name} since {_since(state)}" for name, state in entry["state"].items())
    failure = (pod["metadata"].get("annotations") or {}).get(ANNOTATION)
    if failure:
        lines.append(f"It fails because its annotation {ANNOTATION} says {failure!r}.")
    tail = int(query.get("tailLines") or 0)
    return "\n".join(lines[-tail:] if tail else lines) + "\n"


def _since(state: Manifest) -> str:
    return str(state.get("startedAt") or state.get("reason") or "now")
