"""R37: how the platform runs in a cluster."""

import base64
import hashlib
import json

import pytest

from shared.domain.store import Exposure, GatewayRef
from shared.settings import Settings
from tests.unit.deploy.conftest import VALUES, HelmRefused, Render, Rendered

PROCESSES = ("api", "worker", "reconciler")
ROUTES = ("stores.exposure=HTTPRoute", "stores.gateway.name=shops", "stores.gateway.namespace=gateways")


def test_every_pod_is_restricted_and_its_root_read_only(rendered: Rendered) -> None:
    for pod in rendered.pods().values():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] > 0
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }


def test_every_container_is_probed_and_bounded(rendered: Rendered) -> None:
    for pod in rendered.pods().values():
        for container in pod["containers"]:
            assert {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys()
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
            assert "memory" in container["resources"]["limits"]


def test_no_service_variable_can_pass_for_a_setting(rendered: Rendered) -> None:
    assert {pod["enableServiceLinks"] for pod in rendered.pods().values()} == {False}


def test_where_an_autoscaler_rules_no_replicas_are_given(rendered: Rendered) -> None:
    scaled = {hpa["spec"]["scaleTargetRef"]["name"] for hpa in rendered.of("HorizontalPodAutoscaler")}
    fixed = {d["metadata"]["name"] for d in rendered.of("Deployment") if "replicas" in d["spec"]}
    assert scaled | fixed == {f"storeyard-{name}" for name in PROCESSES}
    assert not scaled & fixed


def test_production_scales_the_api(render: Render) -> None:
    assert render("--set", "api.autoscaling.enabled=true").one("HorizontalPodAutoscaler", "storeyard-api")


@pytest.mark.parametrize("replicas", [1, 2])
@pytest.mark.parametrize("component", PROCESSES)
def test_a_disruption_budget_stands_only_where_a_second_pod_does(render: Render, component: str, replicas: int) -> None:
    budgets = render("--set", f"{component}.replicas={replicas}").of("PodDisruptionBudget")
    mine = [b["spec"]["maxUnavailable"] for b in budgets if b["metadata"]["name"] == f"storeyard-{component}"]
    assert mine == ([1] if replicas > 1 else [])


def test_a_scaled_api_with_one_pod_at_least_has_no_budget(render: Render) -> None:
    rendered = render("--set", "api.autoscaling.enabled=true", "--set", "api.autoscaling.minReplicas=1")
    assert "storeyard-api" not in {budget["metadata"]["name"] for budget in rendered.of("PodDisruptionBudget")}


def test_each_process_mounts_the_secrets_it_needs_and_no_other(rendered: Rendered) -> None:
    mounted = {
        name: {item["path"] for source in volume["projected"]["sources"] for item in source["secret"]["items"]}
        for name, pod in rendered.pods().items()
        for volume in pod["volumes"]
        if "projected" in volume
    }
    common = {"redis-password", "job-key"}
    assert mounted == {
        "storeyard-api": common | {"principals.json"},
        "storeyard-worker": common | {"master-key"},
        "storeyard-reconciler": common,
    }


def test_nothing_secret_stands_in_an_environment_or_a_command_line(rendered: Rendered) -> None:
    for pod in rendered.pods().values():
        for container in pod["containers"]:
            assert all("secretKeyRef" not in entry.get("valueFrom", {}) for entry in container.get("env", []))
            assert all("secretRef" not in entry for entry in container.get("envFrom", []))


def test_the_generated_token_is_the_one_that_the_principals_know(render: Render) -> None:
    rendered = render()
    token = base64.b64decode(rendered.one("Secret", "storeyard-admin-token")["data"]["token"])
    text = base64.b64decode(rendered.one("Secret", "storeyard-principals")["data"]["principals.json"])
    assert json.loads(text) == [{"id": "admin", "role": "admin", "tokenSha256": hashlib.sha256(token).hexdigest()}]
    assert len(token) == 43


def test_the_master_key_outlives_the_release_and_cannot_be_overwritten(render: Render) -> None:
    secret = render().one("Secret", "storeyard-master-key")
    assert secret["immutable"] is True
    assert secret["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"


def test_production_generates_no_secret(render: Render) -> None:
    assert render(*VALUES["production"]).of("Secret") == []


def test_the_settings_are_understood_by_the_processes(rendered: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    data = rendered.one("ConfigMap", "storeyard-settings")["data"]
    for name, value in data.items():
        monkeypatch.setenv(name, value)
    read = Settings()
    assert read.redis.url == "redis://storeyard-valkey:6379/0"
    assert read.stores.exposure.platform_namespace == "storeyard"
    assert read.stores.base_domain == data["STOREYARD_STORES__BASE_DOMAIN"]
    assert read.api.public_url == data["STOREYARD_API__PUBLIC_URL"]
    assert (read.api.host, read.api.port, read.probes.host, read.probes.port) == ("0.0.0.0", 8080, "0.0.0.0", 8081)  # noqa: S104 - a pod's own network
    known = {f"STOREYARD_{field.upper()}" for field in Settings.model_fields}
    assert {name.split("__")[0] for name in data} <= known


def test_stores_can_be_exposed_by_a_gateway(render: Render) -> None:
    rendered = render(*(word for option in ROUTES for word in ("--set", option)))
    told = rendered.one("ConfigMap", "storeyard-settings")["data"]["STOREYARD_STORES__EXPOSURE"]
    exposure = Exposure.model_validate_json(told)
    assert exposure.gateway == GatewayRef(name="shops", namespace="gateways")
    assert (exposure.kind, exposure.proxies) == ("HTTPRoute", "gateways")


def test_a_cluster_without_gateway_api_is_told_so(render: Render) -> None:
    options = [word for option in ROUTES for word in ("--set", option)]
    served = ("v1/Namespace", "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy")
    with pytest.raises(HelmRefused, match="install Gateway API"):
        render(*options, *(word for version in served for word in ("--api-versions", version)))


def test_a_digest_wins_over_a_tag(render: Render) -> None:
    digest = f"sha256:{'0' * 64}"
    pods = render("--set", f"image.digest={digest}", "--set", "image.tag=moved").pods()
    assert pods["storeyard-api"]["containers"][0]["image"] == f"storeyard/platform@{digest}"


@pytest.mark.parametrize(
    ("option", "named"),
    [
        ("typo=1", "typo"),
        ("api.replica=3", "replica"),
        ("api.autoscaling.enable=true", "enable"),
        ("valkey.storage.sise=1Gi", "sise"),
        ("image.digest=latest", "digest"),
        ("settings.HOME=x", "HOME"),
        ("redis.url=redis://user:secret@host/0", "url"),
        ("reconciler.replicas=3", "replicas"),
        ("stores.tls=yes", "tls"),
    ],
)
def test_a_value_that_nobody_reads_or_that_cannot_be_is_refused_by_name(
    render: Render, option: str, named: str
) -> None:
    with pytest.raises(HelmRefused, match=named):
        render("--set", option)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("valkey.enabled=false",), "redis.url is empty"),
        (("valkey.enabled=false", "redis.url=redis://r:6379/0"), "redis.cidrs is empty"),
        (("stores.tls=issuer",), "stores.issuer is empty"),
        (("stores.exposure=HTTPRoute",), "name the Gateway"),
        ((*ROUTES, "stores.tls=issuer", "stores.issuer=x"), "belong to the Gateway's listeners"),
    ],
)
def test_values_that_contradict_each_other_are_refused_with_what_to_do(
    render: Render, options: tuple[str, ...], why: str
) -> None:
    with pytest.raises(HelmRefused, match=why):
        render(*(word for option in options for word in ("--set", option)))


def test_a_cluster_that_cannot_serve_the_fence_is_refused(render: Render) -> None:
    with pytest.raises(HelmRefused, match="ValidatingAdmissionPolicy"):
        render("--api-versions", "v1/Namespace")
    with pytest.raises(HelmRefused, match="incompatible"):
        render("--kube-version", "1.29.9")
