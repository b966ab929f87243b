"""That the objects of a store fit together: references, selectors, room."""

import pytest

from shared.domain.store import Plan
from shared.domain.types import Manifest
from shared.engines import quantities
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES, engine
from shared.engines.tenancy import pod_template_of
from tests.unit.engines.samples import (
    WORKLOADS,
    build,
    named,
    small,
    spec_of,
)

BOTH = pytest.mark.parametrize("engine_id", list(ENGINES))


def workloads(manifests: list[Manifest]) -> list[Manifest]:
    return [m for m in manifests if m["kind"] in WORKLOADS]


@BOTH
def test_every_secret_that_must_be_there_is_built(engine_id: str) -> None:
    manifests = build(small(engine_id))
    held = {(m["metadata"]["name"], key) for m in manifests if m["kind"] == "Secret" for key in m["data"]}
    used = {
        (variable["valueFrom"]["secretKeyRef"]["name"], variable["valueFrom"]["secretKeyRef"]["key"])
        for workload in workloads(manifests)
        for field in ("containers", "initContainers")
        for container in pod_template_of(workload)["spec"].get(field, ())
        for variable in container.get("env", ())
        if "valueFrom" in variable and not variable["valueFrom"]["secretKeyRef"].get("optional")
    }
    assert used <= held


@BOTH
def test_every_volume_is_mounted_and_every_claim_exists(engine_id: str) -> None:
    manifests = build(small(engine_id))
    claims = {m["metadata"]["name"] for m in manifests if m["kind"] == "PersistentVolumeClaim"}
    for workload in workloads(manifests):
        pod = pod_template_of(workload)["spec"]
        volumes = {v["name"] for v in pod["volumes"]}
        assert volumes == {m["name"] for c in pod["containers"] for m in c.get("volumeMounts", ())}
        assert {
            v["persistentVolumeClaim"]["claimName"] for v in pod["volumes"] if "persistentVolumeClaim" in v
        } <= claims


@BOTH
def test_services_select_pods_that_listen_on_the_port_they_name(engine_id: str) -> None:
    manifests = build(small(engine_id))
    templates = [pod_template_of(m) for m in workloads(manifests)]
    for service in (m for m in manifests if m["kind"] == "Service"):
        selector, port = service["spec"]["selector"].items(), service["spec"]["ports"][0]["targetPort"]
        chosen = [t for t in templates if selector <= t["metadata"]["labels"].items()]
        assert len(chosen) == 1
        assert port in {p["name"] for c in chosen[0]["spec"]["containers"] for p in c["ports"]}


@BOTH
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_quota_holds_everything_at_once_and_the_largest_pod_twice(engine_id: str, plan: Plan) -> None:
    spec = spec_of(engine_id, plan=plan.name)
    manifests = build(spec)
    hard = named(manifests, "ResourceQuota", "store")["spec"]["hard"]
    sums = [
        sum(quantities.size(c["resources"]["limits"]["memory"]) for c in pod_template_of(m)["spec"]["containers"])
        for m in workloads(manifests)
    ]
    assert quantities.size(hard["limits.memory"]) == sum(sums) + max(sums)
    assert int(hard["pods"]) == len(sums) + 1
    assert hard == named(build(spec, setup=None), "ResourceQuota", "store")["spec"]["hard"]


@BOTH
def test_components_name_what_is_built_and_in_which_kind(engine_id: str) -> None:
    spec = small(engine_id)
    built = {(m["kind"], m["metadata"]["labels"].get("app.kubernetes.io/component")) for m in build(spec)}
    assert {(c.kind, c.name) for c in engine(engine_id).components} <= built


def test_medusa_leaves_memory_beside_its_heap_in_every_plan() -> None:
    for plan in PLANS:
        web = pod_template_of(named(build(spec_of("medusa", plan=plan)), "Deployment", "web"))["spec"]["containers"][0]
        options = next(v["value"] for v in web["env"] if v["name"] == "NODE_OPTIONS")
        heap = int(options.removeprefix("--max-old-space-size=")) * quantities.MI
        assert heap >= 384 * quantities.MI
        assert quantities.size(web["resources"]["limits"]["memory"]) - heap == 256 * quantities.MI
