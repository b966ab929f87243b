"""What the watches have shown, and what is worked out from it only once."""

from services.reconciler.view import ClusterView
from shared.domain.labels import COMPONENT
from shared.domain.types import Manifest

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
