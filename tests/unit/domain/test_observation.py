from typing import Any

import pytest

from shared.domain.labels import CLAIM, COMPONENT, SPEC, STATUS
from shared.domain.observation import Unreadable, component_states, namespace_view, seconds_of
from tests.unit.factory import claim, spec, view


def namespace(**annotations: str) -> dict[str, Any]:
    names = {"spec": SPEC, "claim": CLAIM, "status": STATUS}
    notes = {names[key]: value for key, value in annotations.items()}
    return {"metadata": {"name": "store-demo", "uid": "c1", "resourceVersion": "7", "annotations": notes}}


def pod(
    name: str = "web", *, conditions: dict[str, str] | None = None, waiting: tuple[str, str] | None = None
) -> dict[str, Any]:
    listed = [
        {"type": k, "status": v, "lastTransitionTime": "2026-01-01T00:00:00Z"} for k, v in (conditions or {}).items()
    ]
    status: dict[str, Any] = {"conditions": listed}
    if waiting:
        status["containerStatuses"] = [{"state": {"waiting": {"reason": waiting[0], "message": waiting[1]}}}]
    return {"metadata": {"name": f"{name}-0", "labels": {COMPONENT: name}}, "status": status}


def test_a_namespace_says_spec_claim_and_status() -> None:
    known = view()
    seen = namespace_view(
        namespace(spec=spec().model_dump_json(), claim=claim().model_dump_json(), status=known.status.model_dump_json())
    )
    assert (seen.name, seen.uid, seen.resource_version, seen.claim) == ("demo", "u1", 7, claim())
    assert seen.status == known.status


@pytest.mark.parametrize("notes", [{}, {"spec": "no json"}, {"spec": "{}"}])
def test_annotations_that_cannot_be_read_are_an_error_of_ours(notes: dict[str, str]) -> None:
    with pytest.raises(Unreadable, match="store-demo"):
        namespace_view(namespace(**notes))


def test_the_copy_of_a_stores_namespace_is_no_news_of_the_store() -> None:
    item = namespace(spec=spec("other").model_dump_json())
    with pytest.raises(Unreadable, match="store-demo has the annotations of store-other"):
        namespace_view(item)


def test_a_namespace_on_its_way_out_says_what_blocks_it() -> None:
    item = namespace(spec=spec().model_dump_json())
    item["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    item["status"] = {"conditions": [{"type": "NamespaceFinalizersRemaining", "status": "True", "message": "stuck"}]}
    assert namespace_view(item).blockers == ("stuck",)


@pytest.mark.parametrize(
    ("item", "state", "reason"),
    [
        (pod(conditions={"Ready": "True"}), "ready", ""),
        (pod(conditions={"PodScheduled": "False"}), "waiting", "Unschedulable"),
        (pod(waiting=("ContainerCreating", "")), "pulling", "ContainerCreating"),
        (pod(waiting=("ImagePullBackOff", "no such image")), "pulling", "ImagePullBackOff"),
        (pod(waiting=("CrashLoopBackOff", "again")), "starting", "CrashLoopBackOff"),
        (pod(), "pulling", "ContainerCreating"),
    ],
)
def test_a_pod_shows_the_state_of_its_component(item: dict[str, Any], state: str, reason: str) -> None:
    (shown,) = component_states([item], [])
    assert (shown.name, shown.state, shown.reason) == ("web", state, reason)


def test_the_newest_job_speaks_for_its_component() -> None:
    def job(name: str, made: str, kind: str) -> dict[str, Any]:
        meta = {"name": name, "creationTimestamp": made, "labels": {COMPONENT: "setup"}}
        done = {"type": kind, "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"}
        return {"metadata": meta, "status": {"conditions": [done]}}

    jobs = [job("setup-1", "2026-01-01T00:00:00Z", "Failed"), job("setup-2", "2026-01-01T00:01:00Z", "Complete")]
    (shown,) = component_states([], jobs)
    assert shown.state == "done"


def test_times_of_kubernetes_become_unix_seconds() -> None:
    assert seconds_of("1970-01-01T00:01:00Z") == 60.0
    assert seconds_of(None) is None
