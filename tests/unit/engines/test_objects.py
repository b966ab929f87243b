"""What holds for every object of every engine."""

import json
from base64 import b64encode
from collections import Counter

import pytest

from shared.domain.types import Manifest
from shared.engines.registry import ENGINES, engine
from shared.engines.secrets import Secrets
from shared.engines.tenancy import pod_template_of
from shared.kubernetes.order import in_waves
from tests.unit.engines.samples import (
    CASES,
    LONGEST_NAME,
    MASTER_KEY,
    UID,
    WORKLOADS,
    build,
    everything,
    named,
    readable,
    small,
    spec_of,
)

BOTH = pytest.mark.parametrize("engine_id", list(ENGINES))


def workloads(manifests: list[Manifest]) -> list[Manifest]:
    return [m for m in manifests if m["kind"] in WORKLOADS]


@pytest.mark.parametrize("case", CASES)
def test_every_object_and_every_template_carries_the_uid_and_the_other_labels(case: str) -> None:
    spec, _ = CASES[case]
    manifests = everything(spec)
    metadata = [m["metadata"] for m in manifests]
    metadata += [pod_template_of(m)["metadata"] for m in workloads(manifests)]
    metadata += [m["spec"]["jobTemplate"]["metadata"] for m in manifests if m["kind"] == "CronJob"]
    for each in metadata:
        assert (
            each["labels"].items()
            >= {
                "app.kubernetes.io/managed-by": "storeyard",
                "app.kubernetes.io/part-of": "storeyard",
                "storeyard.dev/store": "bakery",
                "storeyard.dev/uid": UID,
                "storeyard.dev/engine": spec.engine,
                "storeyard.dev/owner": "ann",
            }.items()
        )


@pytest.mark.parametrize("case", CASES)
def test_every_container_has_requests_limits_and_a_read_only_root(case: str) -> None:
    spec, _ = CASES[case]
    for workload in workloads(build(spec)):
        pod = pod_template_of(workload)["spec"]
        for container in (*pod["containers"], *pod.get("initContainers", ())):
            assert set(container["resources"]["requests"]) == {"cpu", "memory"}
            assert set(container["resources"]["limits"]) == {"cpu", "memory"}
            assert container["securityContext"]["readOnlyRootFilesystem"] is True


@BOTH
def test_what_runs_for_long_is_probed_and_what_ends_is_not(engine_id: str) -> None:
    for workload in workloads(build(small(engine_id))):
        long = workload["kind"] in ("Deployment", "StatefulSet")
        for container in pod_template_of(workload)["spec"]["containers"]:
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                assert (probe in container) is long


@BOTH
def test_the_shop_is_probed_under_its_own_host(engine_id: str) -> None:
    web = pod_template_of(named(build(small(engine_id)), "Deployment", "web"))["spec"]["containers"][0]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert web[probe]["httpGet"]["httpHeaders"] == [{"name": "Host", "value": "bakery.localhost:8081"}]


@BOTH
def test_no_pod_gets_a_token_or_variables_of_services(engine_id: str) -> None:
    manifests = build(small(engine_id))
    assert named(manifests, "ServiceAccount", "store")["automountServiceAccountToken"] is False
    for workload in workloads(manifests):
        pod = pod_template_of(workload)["spec"]
        assert pod["serviceAccountName"] == "store"
        assert pod["automountServiceAccountToken"] is False
        assert pod["enableServiceLinks"] is False


@BOTH
def test_guardrails_come_before_secrets_and_secrets_before_workloads(engine_id: str) -> None:
    manifests = build(small(engine_id))
    kinds, guardrails = [m["kind"] for m in manifests], {m["kind"] for m in in_waves(manifests)[0]}
    guarded = [kind in guardrails for kind in kinds]
    assert guarded == sorted(guarded, reverse=True)
    assert max(i for i, k in enumerate(kinds) if k == "Secret") < min(i for i, k in enumerate(kinds) if k in WORKLOADS)


@BOTH
def test_the_same_spec_gives_the_same_objects_whoever_holds_the_key(engine_id: str) -> None:
    assert json.dumps(build(small(engine_id))) == json.dumps(build(small(engine_id)))


@BOTH
def test_names_are_fixed_and_no_object_stands_twice(engine_id: str) -> None:
    here = [(m["kind"], m["metadata"]["name"]) for m in build(small(engine_id))]
    other = [(m["kind"], m["metadata"]["name"]) for m in build(spec_of(engine_id, name=LONGEST_NAME))]
    assert here == other
    assert max(Counter(here).values()) == 1


@BOTH
def test_every_name_fits_for_the_longest_store(engine_id: str) -> None:
    for manifest in everything(spec_of(engine_id, name=LONGEST_NAME), setup=999_999):
        metadata = manifest["metadata"]
        for name in (metadata["name"], metadata.get("namespace", ""), *metadata["labels"].values()):
            assert len(name) <= 63


@BOTH
def test_the_setup_is_left_out_once_it_is_done_and_nothing_else_changes(engine_id: str) -> None:
    first, later = build(small(engine_id), setup=3), build(small(engine_id), setup=None)
    gone = [(m["kind"], m["metadata"]["name"]) for m in first if m not in later]
    assert gone == [("Secret", "setup"), ("Job", "setup-3")]
    assert [m for m in first if m in later] == later


@BOTH
def test_secrets_stand_in_secret_objects_only(engine_id: str) -> None:
    """Every derived value is a canary: none of them shows anywhere else, plain or as base64."""
    spec = small(engine_id)
    derived: list[str] = []

    class Watched(Secrets):
        def derive(self, purpose: str, length: int = 32) -> str:
            derived.append(super().derive(purpose, length))
            return derived[-1]

    watched = Watched(MASTER_KEY, spec)
    engine(engine_id).credentials(spec, watched)
    manifests = everything(spec, secrets=watched)
    public = json.dumps([m for m in manifests if m["kind"] != "Secret"])
    held = json.dumps([readable(m) for m in manifests if m["kind"] == "Secret"])
    assert len(set(derived)) >= 5
    for value in derived:
        assert value not in public
        assert b64encode(value.encode()).decode() not in public
        assert value in held


@BOTH
def test_the_running_shop_never_sees_the_administrators_password(engine_id: str) -> None:
    web = json.dumps(named(build(small(engine_id)), "Deployment", "web"))
    assert "ADMIN_PASSWORD" not in web
    assert '"setup"' not in web


@BOTH
def test_a_rotation_rolls_every_pod(engine_id: str) -> None:
    spec = small(engine_id)
    before, after = build(spec), build(spec.model_copy(update={"rotation": 1}))
    for old, new in zip(workloads(before), workloads(after), strict=True):
        assert pod_template_of(old)["metadata"] != pod_template_of(new)["metadata"]
