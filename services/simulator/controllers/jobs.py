"""Jobs: one pod that ends well, or again and again until the backoffLimit is reached."""

from services.simulator.controllers.scope import Scope, is_true, pod_name, with_condition
from services.simulator.controllers.workloads import create_pod, new_pod
from services.simulator.records import timestamp
from shared.domain.types import Manifest

_DEFAULT_LIMIT = 6


def run(scope: Scope) -> None:
    """Every Job that is not over."""
    for job in scope.all("jobs"):
        over = is_true(job, "Complete") or is_true(job, "Failed")
        if not over and "deletionTimestamp" not in job["metadata"] and not job["spec"].get("suspend"):
            _job(scope, job)


def _job(scope: Scope, job: Manifest) -> None:
    pods = scope.dependents(job, "pods")
    phases = [(pod.get("status") or {}).get("phase") for pod in pods]
    failed, succeeded = phases.count("Failed"), phases.count("Succeeded")
    active = len(phases) - failed - succeeded
    given_up = failed > job["spec"].get("backoffLimit", _DEFAULT_LIMIT)
    if not active and not succeeded and not given_up:
        name = job["metadata"]["name"]
        labels = {"batch.kubernetes.io/job-name": name, "job-name": name}
        labels |= {"batch.kubernetes.io/controller-uid": job["metadata"]["uid"]}
        active = int(not create_pod(scope, job, new_pod(job, job["spec"]["template"], pod_name(name), labels)))
        if not active:
            scope.wait(5.0, scope.now)
    status = dict(job.get("status") or {})
    status["startTime"] = status.get("startTime", timestamp(scope.now))
    status |= {"active": active, "failed": failed, "succeeded": succeeded, "ready": 0}
    _finish(scope, job, status, given_up=given_up)
    scope.update({**job, "status": {name: value for name, value in status.items() if value != 0}})


def _finish(scope: Scope, job: Manifest, status: Manifest, *, given_up: bool) -> None:
    now = scope.now
    if status["succeeded"]:
        status["completionTime"] = timestamp(now)
        kinds, reason, message = ("SuccessCriteriaMet", "Complete"), "CompletionsReached", ""
    elif given_up:
        kinds, reason = ("FailureTarget", "Failed"), "BackoffLimitExceeded"
        message = "Job has reached the specified backoff limit"
        scope.event(job, reason, message, warning=True)
    else:
        return
    status["conditions"] = [
        with_condition(job, kind, holds=True, reason=reason, now=now, message=message) for kind in kinds
    ]
