"""Failures on request, for demos and tests: the annotation `simulator.storeyard.dev/fail` on a pod template, or on a
namespace for the pods that are made from then on, as `web=crash-loop` (a component) or `crash-loop` (all); the setting
`STOREYARD_SIMULATOR__FAIL` says the same for the whole cluster, with a namespace as in `store-demo/web=crash-loop`.

| value | what happens |
|---|---|
| `image-pull` | the image cannot be pulled: ErrImagePull, Warning events, the pod stays Pending |
| `crash-loop` | the container starts and ends again: CrashLoopBackOff, never ready |
| `out-of-memory` | the same, and the kernel ended it: OOMKilled, exit code 137 |
| `setup-failed` | the container ends with exit code 1; a Job tries again up to its backoffLimit and is then Failed |
| `unschedulable` | no node has room: the pod stays Pending |
| `quota` | the pod is not made: its namespace's quota is full |
| `admission` | the pod is not made: Pod Security refuses it |

A claim whose StorageClass does not exist needs no request: it stays Pending, and so do its pods.
"""

from dataclasses import dataclass, field

from services.simulator.controllers.scope import owner_of
from services.simulator.faults import forbidden
from services.simulator.resources import BY_PLURAL
from shared.domain.labels import COMPONENT
from shared.domain.types import Manifest

ANNOTATION = "simulator.storeyard.dev/fail"
_BACK_OFF = {"reason": "CrashLoopBackOff", "message": "back-off 20s restarting failed container (simulated)"}
_ERROR = {"exitCode": 1, "reason": "Error"}
_KILLED = {"exitCode": 137, "reason": "OOMKilled"}
NO_ROOM = "0/1 nodes are available: 1 Insufficient memory (simulated)."


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to fail: at which step of a pod's way, and how its container looks then."""

    name: str
    step: str = ""
    state: Manifest = field(default_factory=dict)
    last: Manifest = field(default_factory=dict)
    refusal: str = ""

    def phase(self, pod: Manifest) -> str:
        """The pod's phase once it failed."""
        if self.step != "running":
            return "Pending"
        return "Failed" if "terminated" in self.state_of(pod) and _of_a_job(pod) else "Running"

    def state_of(self, pod: Manifest) -> Manifest:
        """The container's state once it failed; a Job's pod is not started again, so there its end stands."""
        return {"terminated": self.last} if self.last and _of_a_job(pod) else self.state

    def events(self, pod: Manifest) -> tuple[tuple[str, str], ...]:
        """Reasons and messages of the Warning events."""
        image = pod["spec"]["containers"][0]["image"]
        if self.name == "image-pull":
            why = f'Failed to pull image "{image}": manifest unknown (simulated)'
            return ("Failed", why), ("Failed", "Error: ErrImagePull")
        if self.state.get("waiting") == _BACK_OFF:
            return (("BackOff", f"Back-off restarting failed container in pod {pod['metadata']['name']}"),)
        return (("FailedScheduling", NO_ROOM),) if self.name == "unschedulable" else ()


def _of_a_job(pod: Manifest) -> bool:
    return owner_of(pod).get("kind") == "Job"


_FAILURES = {
    failure.name: failure
    for failure in (
        Failure(
            "image-pull", "pulled", {"waiting": {"reason": "ErrImagePull", "message": "manifest unknown (simulated)"}}
        ),
        Failure("crash-loop", "running", {"waiting": _BACK_OFF}, _ERROR),
        Failure("out-of-memory", "running", {"waiting": _BACK_OFF}, _KILLED),
        Failure("setup-failed", "running", {"terminated": {**_ERROR, "message": "setup failed (simulated)"}}),
        Failure("unschedulable", "unscheduled"),
        Failure(
            "quota",
            refusal="exceeded quota: simulated, requested: pods=1, used: pods=0, limited: pods=0",
        ),
        Failure(
            "admission",
            refusal='violates PodSecurity "restricted:latest": runAsNonRoot != true (simulated)',
        ),
    )
}


def of(pod: Manifest) -> Failure | None:
    """How this pod is to fail, if it is."""
    return _FAILURES.get((pod["metadata"].get("annotations") or {}).get(ANNOTATION, ""))


def request(pod: Manifest, namespace: str, wishes: str) -> None:
    """Notes the namespace's or the setting's wish on a pod that its own template says nothing about."""
    labels = pod["metadata"]["labels"]
    for wish in filter(None, wishes.split(",")):
        where, _, failure = wish.rpartition("=")
        home, _, component = where.rpartition("/")
        if home in ("", namespace) and component in ("", labels.get(COMPONENT)):
            pod["metadata"]["annotations"].setdefault(ANNOTATION, failure)


def check(pod: Manifest) -> None:
    """Refuses a pod that is to fail at its making (`ApiError`)."""
    failure = of(pod)
    if failure and failure.refusal:
        raise forbidden(BY_PLURAL["pods"], pod["metadata"]["name"], failure.refusal)
