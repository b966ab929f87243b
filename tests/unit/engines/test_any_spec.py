"""Laws that hold for every order that can be accepted."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, strategies as st

from shared.domain.labels import SPEC
from shared.domain.naming import BadName, parse_name
from shared.domain.store import PinnedExposure, PinnedGateway, PinnedOptions, StoreSpec
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES
from shared.engines.secrets import Secrets
from shared.engines.tenancy import namespace, pod_template_of
from tests.unit.engines.pod_security import refusals
from tests.unit.engines.samples import MASTER_KEY, UID, WORKLOADS, everything, spec_of


def _acceptable(name: str) -> bool:
    try:
        parse_name(name)
    except BadName:
        return False
    return True


titles = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60) | st.from_regex(
    r"[a-z $()]{0,20}\$\(PGPASSWORD\)\${1,3}", fullmatch=True
)
options = st.builds(
    PinnedOptions,
    title=titles,
    admin_email=st.none() | st.just("ann@shop.example"),
    currency=st.from_regex(r"[A-Z]{3}", fullmatch=True),
    country=st.from_regex(r"[A-Z]{2}", fullmatch=True),
    sample_data=st.booleans(),
)
gateways = st.builds(
    PinnedGateway,
    name=st.just("shops"),
    namespace=st.just("gateways"),
    section=st.none() | st.just("https"),
    proxies=st.none() | st.just("envoy"),
)
exposures = st.builds(
    PinnedExposure,
    kind=st.sampled_from(("Ingress", "HTTPRoute")),
    gateway=st.none() | gateways,
    ingress_class=st.none() | st.just("nginx"),
    tls=st.sampled_from(("none", "wildcard", "issuer")),
    issuer=st.none() | st.just("letsencrypt"),
)


@st.composite
def specs(draw: st.DrawFn) -> StoreSpec:
    name = draw(st.from_regex(r"[a-z0-9][a-z0-9-]{1,55}[a-z0-9]", fullmatch=True).filter(_acceptable))
    return spec_of(
        draw(st.sampled_from(tuple(ENGINES))),
        name=name,
        plan=draw(st.sampled_from(tuple(PLANS))),
        options=draw(options),
        exposure=draw(exposures),
        storage_class=draw(st.none() | st.just("fast")),
        image_pull_secrets=draw(st.sampled_from(((), ("registry",)))),
        rotation=draw(st.integers(0, 3)),
    )


def expand(value: str, variables: dict[str, str]) -> str:
    """Kubelet's expansion: `$(NAME)` of an earlier variable, `$$` is one `$` (third_party/forked/golang/expansion)."""

    def replaced(found: re.Match[str]) -> str:
        return "$" if found[0] == "$$" else variables.get(found[1], found[0])

    return re.sub(r"\$\$|\$\(([^)]*)\)", replaced, value)


@given(specs(), st.none() | st.integers(1, 50))
def test_any_order_builds_restricted_labelled_objects(spec: StoreSpec, setup: int | None) -> None:
    manifests = everything(spec, setup=setup)
    assert json.loads(json.dumps(manifests)) == manifests
    for manifest in manifests:
        assert manifest["metadata"]["labels"]["storeyard.dev/uid"] == UID
        assert len(manifest["metadata"]["name"]) <= 63
        if manifest["kind"] in WORKLOADS:
            assert refusals(pod_template_of(manifest)["spec"]) == []


@given(specs())
def test_any_title_reaches_the_shop_as_it_was_written_and_never_shows_a_secret(spec: StoreSpec) -> None:
    secrets = {"PGPASSWORD": "leaked", "DATABASE_PASSWORD": "leaked"}
    expected = spec.options.title or spec.name
    for variable in _variables(spec):
        if variable["name"] in ("SHOP_TITLE", "SHOP_NAME"):
            assert expand(variable["value"], secrets) == expected


def _variables(spec: StoreSpec) -> list[dict[str, Any]]:
    pods = [pod_template_of(m)["spec"] for m in everything(spec) if m["kind"] in WORKLOADS]
    return [v for pod in pods for c in pod["containers"] for v in c.get("env", ())]


@given(specs())
def test_the_namespace_holds_the_whole_spec(spec: StoreSpec) -> None:
    kept = namespace(spec)["metadata"]["annotations"][SPEC]
    assert StoreSpec.model_validate_json(kept) == spec
    assert len(kept) < 64 * 1024


@given(specs(), st.binary(min_size=32, max_size=64), st.integers(32, 64))
def test_secrets_are_safe_in_urls_and_shells(spec: StoreSpec, key: bytes, length: int) -> None:
    assert re.fullmatch(rf"[0-9a-f]{{{length}}}", Secrets(key, spec).derive("any", length))


def test_the_model_of_kubelet_expands_as_kubelet_does() -> None:
    assert expand("$(A)-$$(A)-$(B)-$", {"A": "1"}) == "1-$(A)-$(B)-$"


@pytest.mark.parametrize("key", [MASTER_KEY])
def test_the_repr_of_secrets_shows_no_key(key: bytes) -> None:
    assert key.decode() not in repr(Secrets(key, spec_of("medusa")))
