"""The kubelet: pods pull, start and become ready; those of a Job end.

What a pod waits for is what real probes and setups wait for: a Job for the databases, an application for both.
"""

from dataclasses import dataclass

from services.simulator.controllers import failures
from services.simulator.controllers.containers import Step, conditions, container_statuses, init_statuses
from services.simulator.controllers.scope import Scope, is_true, jitter, owner_of
from services.simulator.records import timestamp
from shared.domain.types import Manifest

_ENDED = ("Succeeded", "Failed")


@dataclass(frozen=True, slots=True)
class Gates:
    """What the pods of a namespace wait for."""

    databases: bool
    setup: bool


def gates(scope: Scope) -> Gates:
    """Databases are the StatefulSets; setup is every Job that no CronJob started and that did not fail."""
    sets = scope.all("statefulsets")
    databases = all(_replicas_ready(each) for each in sets)
    jobs = [job for job in scope.all("jobs") if owner_of(job).get("kind") != "CronJob"]
    alive = [job for job in jobs if not is_true(job, "Failed")]
    setup = all(is_true(job, "Complete") for job in alive) and (bool(alive) or not jobs)
    return Gates(databases=databases, setup=databases and setup)


def _replicas_ready(workload: Manifest) -> bool:
    wanted = workload["spec"].get("replicas", 1)
    return int((workload.get("status") or {}).get("readyReplicas", 0)) >= int(wanted)


def run(scope: Scope) -> None:
    """Move every pod as far as its time has come."""
    pods = [pod for pod in scope.all("pods") if (pod.get("status") or {}).get("phase") not in _ENDED]
    if not pods:
        return
    open_gates = gates(scope)
    for pod in pods:
        if owner_of(pod):
            _advance(scope, pod, open_gates)


def _advance(scope: Scope, pod: Manifest, open_gates: Gates) -> None:
    why = _unplaced(scope, pod)
    step = Step("unscheduled", failing=failures.of(pod), why=why) if why else _step(scope, pod, open_gates)
    _tell(scope, pod, step)
    status = pod.get("status") or {}
    status["phase"] = {"ready": "Running", "running": "Running", "done": "Succeeded"}.get(step.name, "Pending")
    if (trouble := failures.of(pod)) and step.name == trouble.step:
        status["phase"] = trouble.phase(pod)
    status["startTime"] = status.get("startTime", timestamp(scope.born(pod)))
    status["conditions"] = conditions(pod, step, scope.now)
    if pod["spec"].get("initContainers") and step.name != "unscheduled":
        status["initContainerStatuses"] = init_statuses(pod, step, scope.now)
    if step.name != "unscheduled":
        status["containerStatuses"] = container_statuses(pod, step, scope.now)
    scope.update({**pod, "status": status})


def _step(scope: Scope, pod: Manifest, open_gates: Gates) -> Step:
    """How far a pod is; asks the scope to be woken at its next step."""
    kind = owner_of(pod).get("kind")
    since = scope.born(pod)
    pulling = jitter(pod, "pull", 0.3, 0.9)
    if not scope.wait(pulling, since):
        return Step("pulling")
    trouble = failures.of(pod)
    if trouble and trouble.step == "pulled":
        return Step("pulled", failing=trouble)
    begun = pulling
    for index, _ in enumerate(pod["spec"].get("initContainers") or ()):
        begun += jitter(pod, f"init {index}", 0.1, 0.3)
        if not scope.wait(begun, since) or (kind != "StatefulSet" and not open_gates.databases and not _ready(pod)):
            return Step("initialising", init=index)
    begun += jitter(pod, "start", 0.1, 0.3)
    if not scope.wait(begun, since):
        return Step("starting")
    if trouble and trouble.step == "running":
        return Step("running", failing=trouble)
    return _last_step(scope, pod, kind, open_gates, begun)


def _unplaced(scope: Scope, pod: Manifest) -> str:
    """Why the scheduler finds no node, in its words."""
    trouble = failures.of(pod)
    if trouble and trouble.step == "unscheduled":
        return failures.NO_ROOM
    for volume in pod["spec"].get("volumes") or ():
        name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        claim = scope.store.get("persistentvolumeclaims", scope.namespace, name) if name else None
        if claim and (claim.manifest().get("status") or {}).get("phase") == "Pending":
            return "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims."
    return ""


def _last_step(scope: Scope, pod: Manifest, kind: str | None, open_gates: Gates, begun: float) -> Step:
    if _ready(pod):
        return Step("ready")
    over = scope.wait(begun + jitter(pod, "ready", 0.3, 0.9), scope.born(pod))
    if kind == "Job":
        return Step("done" if over and open_gates.databases else "ready")
    free = open_gates.setup if kind == "ReplicaSet" else True
    return Step("ready" if over and free else "running")


def _ready(pod: Manifest) -> bool:
    return owner_of(pod).get("kind") != "Job" and is_true(pod, "Ready")


def _tell(scope: Scope, pod: Manifest, step: Step) -> None:
    images = [
        container["image"] for container in (*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"])
    ]
    for image in dict.fromkeys(images if step.name != "unscheduled" else ()):
        scope.event(pod, "Pulling", f'Pulling image "{image}"')
        if step.name != "pulling" and not (step.failing and step.name == "pulled"):
            scope.event(pod, "Pulled", f'Successfully pulled image "{image}" (simulated, nothing was downloaded)')
    if step.failing:
        for reason, message in step.failing.events(pod):
            scope.event(pod, reason, message, warning=True)
    elif step.name == "running":
        scope.event(pod, "Started", "Started containers (simulated)")
