"""What the watches have shown, and what is worked out from it only once."""

import pytest

from services.reconciler.view import ClusterView
from shared.domain.labels import COMPONENT, UID, labels_of
from shared.domain.types import Manifest
from shared.engines import tenancy
from tests.unit.factory import spec, view as namespace

SPACE = "store-demo"


def pod(version: int, *, ready: bool, name: str = "web-1") -> Manifest:
    meta = {"name": name, "namespace": SPACE, "labels": {COMPONENT: "web"}, "resourceVersion": str(version)}
    return {"metadata": meta, "status": {"conditions": [{"type": "Ready", "status": "True" if ready else "False"}]}}


def states(view: ClusterView) -> list[str]:
    return [component.state for component in view.components(SPACE)]


def test_the_state_of_a_component_follows_each_change_of_its_pods() -> None:
    view = ClusterView()
    assert states(view) == []
    view.pods.put(pod(1, ready=False), 1)
    assert states(view) == ["pulling"]
    view.pods.put(pod(2, ready=True), 2)
    assert states(view) == ["ready"]
    view.pods.remove(pod(2, ready=True), 3)
    assert states(view) == []
    view.pods.replace([pod(4, ready=True)], 4)
    assert states(view) == ["ready"]


def test_a_job_that_ends_changes_the_state_that_its_pods_showed() -> None:
    view = ClusterView()
    view.pods.put(pod(1, ready=True), 1)
    assert states(view) == ["ready"]
    job = pod(2, ready=False, name="setup-1")
    job["status"] = {"conditions": [{"type": "Failed", "status": "True"}]}
    view.jobs.put(job, 2)
    assert states(view) == ["failed"]


def test_what_nothing_changed_is_not_worked_out_again() -> None:
    view = ClusterView()
    view.pods.put(pod(1, ready=True), 1)
    assert view.components(SPACE) is view.components(SPACE)
    assert view.workloads(SPACE).resource_version == 1
    view.pods.version = 9
    assert view.workloads(SPACE).resource_version == 9, "the version goes on although the states stay"


DIGESTS = {"Job/setup-1": "d", "Service/web": "d"}
COMPLETE = {"conditions": [{"type": "Complete", "status": "True"}]}
FAILED = {"conditions": [{"type": "Failed", "status": "True"}]}


def setup(status: Manifest, uid: str = "u1") -> Manifest:
    return {"metadata": {"name": "setup-1", "namespace": SPACE, "labels": {UID: uid}}, "status": status}


def looking_at_jobs(*jobs: Manifest, gone: bool) -> ClusterView:
    """A view whose Service is as applied, after these versions of Jobs."""
    view = ClusterView()
    view.digests.put("Service", {"metadata": {"name": "web", "namespace": SPACE}, "digest": "d"})
    for version, job in enumerate(jobs):
        view.jobs.put(job, version)
    if gone:
        view.jobs.replace([], 9)
    return view


@pytest.mark.parametrize(
    ("view", "done", "drifted"),
    [
        (looking_at_jobs(setup({}), gone=False), None, ()),
        (looking_at_jobs(setup({}), gone=True), None, ("Job/setup-1",)),
        (looking_at_jobs(gone=True), None, ("Job/setup-1",)),
        (looking_at_jobs(gone=True), "10/0", ()),
        (looking_at_jobs(setup({}), setup(COMPLETE), gone=True), None, ()),
        (looking_at_jobs(setup({}), setup(FAILED), gone=True), None, ()),
        (looking_at_jobs(setup(COMPLETE, "an earlier store's"), gone=True), None, ("Job/setup-1",)),
    ],
    ids=["runs", "deleted", "never seen", "setup done", "succeeded", "failed", "another store's"],
)
def test_a_setup_job_that_is_gone_is_drift_only_before_its_end(
    view: ClusterView, done: str | None, drifted: tuple[str, ...]
) -> None:
    assert view.drifted(namespace(digests=DIGESTS, setup_done=done)) == drifted


def test_a_job_that_shows_its_end_only_as_it_goes_has_ended_and_a_store_that_is_gone_is_forgotten() -> None:
    view = looking_at_jobs(setup({}), gone=False)
    view.jobs.remove(setup(COMPLETE), 2)
    assert view.drifted(namespace(digests=DIGESTS)) == ()
    view.jobs.forget({"u2"})
    assert view.jobs.ended == {}


def test_the_jobs_of_a_cron_job_are_not_kept_in_mind() -> None:
    tick = setup(COMPLETE)
    tick["metadata"]["ownerReferences"] = [{"kind": "CronJob", "name": "cron", "uid": "c1"}]
    assert looking_at_jobs(tick, gone=True).jobs.ended == {}


def test_labels_of_the_namespace_that_differ_are_drift_of_the_namespace() -> None:
    view, ours = ClusterView(), labels_of(tenancy.namespace(spec()))
    assert view.drifted(namespace()) == (), "nothing was seen yet"
    view.labels[SPACE] = ours
    assert view.drifted(namespace()) == ()
    view.labels[SPACE] = ours | {"pod-security.kubernetes.io/enforce": "privileged"}
    assert view.drifted(namespace()) == (f"Namespace/{SPACE}",)
