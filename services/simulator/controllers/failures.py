"""Failures on request: the annotation `simulator.storeyard.dev/fail` on a pod template, for demos and tests.

| value | what happens |
|---|---|
| `image-pull` | the image cannot be pulled: ErrImagePull, Warning events, the pod stays Pending |
| `crash-loop` | the container starts and ends again: CrashLoopBackOff, never ready |
| `setup-failed` | the container ends with exit code 1; a Job tries again up to its backoffLimit and is then Failed |
"""

from dataclasses import dataclass

from services.simulator.controllers.scope import owner_of
from shared.domain.types import Manifest

ANNOTATION = "simulator.storeyard.dev/fail"


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to fail."""

    name: str
    steps: tuple[str, ...]

    def phase(self, pod: Manifest) -> str:
        """The pod's phase once it failed."""
        if self.name == "image-pull":
            return "Pending"
        return "Failed" if self.name == "setup-failed" and owner_of(pod).get("kind") == "Job" else "Running"

    def state(self) -> Manifest:
        """The container's state once it failed."""
        if self.name == "image-pull":
            return {"waiting": {"reason": "ErrImagePull", "message": "manifest unknown (simulated)"}}
        if self.name == "setup-failed":
            return {"terminated": {"exitCode": 1, "reason": "Error", "message": "setup failed (simulated)"}}
        return {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 20s restarting failed container"}}

    def events(self, pod: Manifest) -> tuple[tuple[str, str], ...]:
        """Reasons and messages of the Warning events."""
        image = pod["spec"]["containers"][0]["image"]
        if self.name == "image-pull":
            why = f'Failed to pull image "{image}": manifest unknown (simulated)'
            return ("Failed", why), ("Failed", "Error: ErrImagePull")
        if self.name == "crash-loop":
            return (("BackOff", f"Back-off restarting failed container in pod {pod['metadata']['name']}"),)
        return ()


_FAILURES = {
    failure.name: failure
    for failure in (
        Failure("image-pull", ("pulled",)),
        Failure("crash-loop", ("running",)),
        Failure("setup-failed", ("running",)),
    )
}


def of(pod: Manifest) -> Failure | None:
    """How this pod is to fail, if it is."""
    return _FAILURES.get((pod["metadata"].get("annotations") or {}).get(ANNOTATION, ""))
