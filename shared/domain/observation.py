"""What manifests, pods and Jobs say, as values of ours. Pure: dict in, model out."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from pydantic import ValidationError

from shared.domain.deaths import deaths_of, statuses_of
from shared.domain.errors import PermanentError
from shared.domain.labels import CLAIM, COMPONENT, SPEC, STATUS, annotations_of, labels_of
from shared.domain.naming import namespace_of
from shared.domain.status import Claim, ComponentState, NamespaceView, StoreStatus
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest

BLOCKING = frozenset(
    {"NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure"}
    | {"NamespaceDeletionContentFailure", "NamespaceContentRemaining", "NamespaceFinalizersRemaining"}
)
"""Namespace conditions that say what holds a deletion up (k8s.io/api/core/v1, NamespaceConditionType)."""
PULL_FAILURES = frozenset(
    {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError"}
    | {"RegistryUnavailable", "SignatureValidationFailed"}
)
"""Reasons of a container that waits for its image (kubelet, pkg/kubelet/images/types.go)."""
START_FAILURES = frozenset(
    {"CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PreCreateHookError"}
    | {"PreStartHookError", "PostStartHookError", "StartError", "ContainerCannotRun"}
)
"""Reasons of a container that never ran (kubelet, pkg/kubelet/kuberuntime; the last two are the runtime's)."""
CRASH_LOOP = "CrashLoopBackOff"
OUT_OF_MEMORY = "OOMKilled"
EVICTIONS = frozenset({"Evicted", "Preempting", "Terminated"})
"""Reasons of a pod that its node put out: pressure, a more important pod, a shutdown."""


class Unreadable(PermanentError):
    """A namespace with our labels whose annotations we cannot read, or that are another's; it is left alone."""


def namespace_view(manifest: Manifest) -> NamespaceView:
    """What this version of a store's namespace says, or `Unreadable`."""
    meta, notes = manifest["metadata"], annotations_of(manifest)
    try:
        spec = StoreSpec.model_validate_json(notes[SPEC])
        _require_own(meta["name"], spec)
        return NamespaceView(
            name=spec.name,
            uid=spec.uid,
            cluster_uid=meta["uid"],
            resource_version=int(meta["resourceVersion"]),
            spec=spec,
            claim=Claim.model_validate_json(notes[CLAIM]) if notes.get(CLAIM) else None,
            status=StoreStatus.model_validate_json(notes[STATUS]) if notes.get(STATUS) else StoreStatus(),
            terminating="deletionTimestamp" in meta,
            blockers=_blockers(manifest),
        )
    except (KeyError, ValidationError) as error:
        raise Unreadable(f"The annotations of namespace {meta.get('name')} cannot be read: {error}") from error


def _require_own(namespace: str, spec: StoreSpec) -> None:
    """A copy that somebody made of a store's namespace has its uid, and would be taken for newer news of it."""
    if namespace != namespace_of(spec.name):
        raise Unreadable(f"Namespace {namespace} has the annotations of {namespace_of(spec.name)}: a copy is no store.")


def _blockers(manifest: Manifest) -> tuple[str, ...]:
    if "deletionTimestamp" not in manifest["metadata"]:
        return ()
    conditions = manifest.get("status", {}).get("conditions") or []
    said = [c["message"] for c in conditions if c["type"] in BLOCKING and c["status"] == "True"]
    own = manifest["metadata"].get("finalizers") or []
    return (*said, *(f"The namespace itself has the finalizer {name}." for name in own))


def seconds_of(stamp: str | None) -> float | None:
    """Unix seconds of a time as Kubernetes writes it (RFC 3339)."""
    return datetime.fromisoformat(stamp).timestamp() if stamp else None


def component_states(pods: Iterable[Manifest], jobs: Iterable[Manifest]) -> tuple[ComponentState, ...]:
    """One state for each component label that pods or Jobs carry, in the order of names."""
    grouped: dict[str, tuple[list[Manifest], list[Manifest]]] = defaultdict(lambda: ([], []))
    for kind, objects in enumerate((pods, jobs)):
        for item in objects:
            name = labels_of(item).get(COMPONENT)
            if name:
                grouped[name][kind].append(item)
    return tuple(_component(name, *grouped[name]) for name in sorted(grouped))


def _component(name: str, pods: list[Manifest], jobs: list[Manifest]) -> ComponentState:
    if jobs:
        newest = max(jobs, key=lambda job: (job["metadata"].get("creationTimestamp") or "", job["metadata"]["name"]))
        pods = [p for p in pods if owner_of(p).get("uid") in (None, newest["metadata"].get("uid"))]
        ended = _job_end(name, newest)
        if ended:
            return _with_cause(ended, pods)
    if not pods:
        return ComponentState(name=name, state="waiting", message="waiting for its first pod")
    return max((_pod(name, pod) for pod in pods), key=lambda s: (s.state == "ready", s.since or 0))


def owner_of(item: Manifest) -> Manifest:
    """The reference to the workload that made it, or {}."""
    owner: Manifest = next(iter(item["metadata"].get("ownerReferences") or ()), {})
    return owner


def is_ready(pod: Manifest) -> bool:
    """Whether the pod's condition Ready holds."""
    conditions = pod.get("status", {}).get("conditions") or []
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


def _job_end(name: str, job: Manifest) -> ComponentState | None:
    for condition in job.get("status", {}).get("conditions") or []:
        if condition.get("status") == "True" and condition["type"] in ("Complete", "Failed"):
            return ComponentState(
                name=name,
                state="done" if condition["type"] == "Complete" else "failed",
                reason=condition.get("reason", ""),
                message=condition.get("message", ""),
                since=seconds_of(condition.get("lastTransitionTime")),
            )
    return None


def has_ended(job: Manifest) -> bool:
    """Whether the Job succeeded or gave up: it does nothing any more."""
    return _job_end("", job) is not None


def _with_cause(ended: ComponentState, pods: list[Manifest]) -> ComponentState:
    """A Job only says that its pods failed too often; they say why."""
    deaths = [death for pod in pods for death in deaths_of(pod)]
    if ended.state != "failed" or not deaths:
        return ended
    update = {"message": f"{ended.message}; {deaths[-1].words}"}
    if any(death.reason == OUT_OF_MEMORY for death in deaths):
        update["reason"] = OUT_OF_MEMORY
    return ended.model_copy(update=update)


def _pod(name: str, pod: Manifest) -> ComponentState:
    status = pod.get("status", {})
    conditions = {c["type"]: c for c in status.get("conditions") or []}
    ready, scheduled = conditions.get("Ready", {}), conditions.get("PodScheduled", {})
    since = seconds_of(ready.get("lastTransitionTime") or pod["metadata"].get("creationTimestamp"))
    if ready.get("status") == "True":
        return ComponentState(name=name, state="ready", since=since)
    if status.get("phase") == "Failed" and status.get("reason"):
        told = {"reason": status["reason"], "message": status.get("message", "")}
        return ComponentState(name=name, state="waiting", since=since, **told)
    if scheduled.get("status") == "False":
        reason = scheduled.get("reason", "Unschedulable")
        return ComponentState(
            name=name, state="waiting", reason=reason, message=scheduled.get("message", ""), since=since
        )
    return _containers(name, pod, since)


def _containers(name: str, pod: Manifest, since: float | None) -> ComponentState:
    statuses = statuses_of(pod)
    waiting = [s["state"]["waiting"] for s in statuses if "waiting" in s.get("state", {})]
    for state in waiting:
        reason, message = state.get("reason", ""), state.get("message", "")
        if reason in PULL_FAILURES:
            return ComponentState(name=name, state="pulling", reason=reason, message=message, since=since)
        if reason in START_FAILURES:
            return ComponentState(name=name, state="starting", reason=reason, message=message, since=since)
        if reason == CRASH_LOOP:
            return _crashed(
                ComponentState(name=name, state="starting", reason=reason, message=message, since=since), pod
            )
    if deaths := deaths_of(pod):
        return ComponentState(
            name=name, state="starting", reason=deaths[-1].word, message=deaths[-1].words, since=since
        )
    if not statuses or any(state.get("reason") == "ContainerCreating" for state in waiting):
        return ComponentState(name=name, state="pulling", reason="ContainerCreating", since=since)
    return ComponentState(name=name, state="starting", since=since)


def _crashed(looping: ComponentState, pod: Manifest) -> ComponentState:
    """The back-off says that a container dies again and again, its last end says how."""
    deaths = deaths_of(pod)
    if not deaths:
        return looping
    reason = deaths[-1].reason if deaths[-1].reason in {OUT_OF_MEMORY, *START_FAILURES} else looping.reason
    return looping.model_copy(update={"reason": reason, "message": f"{looping.message}; {deaths[-1].words}"})
