"""The engines, their images and how shoppers get in."""

import pytest

from shared.domain.store import Exposure, GatewayRef
from shared.engines import quantities
from shared.engines.exposure import ingress, way_in
from shared.engines.registry import (
    ENGINES,
    UnknownEngine,
    UnknownImage,
    admin_url_of,
    components_of,
    engine,
    release_with,
)
from shared.engines.tenancy import role_binding
from tests.unit.engines.samples import build, routed, small, spec_of


def test_an_unknown_engine_is_told_which_ones_exist() -> None:
    with pytest.raises(UnknownEngine, match="woocommerce, medusa"):
        engine("magento")


@pytest.mark.parametrize("engine_id", ENGINES)
def test_an_engine_shows_what_a_merchant_gets(engine_id: str) -> None:
    one = engine(engine_id)
    assert one.id == engine_id == one.release.engine
    assert one.summary.endswith(".")
    assert len(one.features) >= 3
    assert one.admin_url(small(engine_id)).startswith("http://bakery.localhost:8081/")


def test_the_timeline_has_a_line_for_each_component() -> None:
    assert [c.step for c in components_of(small("woocommerce"))] == ["Database is up", "Shop is set up", "Shop is up"]
    assert [c.name for c in components_of(small("medusa"))] == ["database", "cache", "setup", "web"]


def test_of_an_engine_that_this_release_lacks_nothing_is_known_and_nobody_fails() -> None:
    strange = small("medusa").model_copy(update={"engine": "magento"})
    assert (components_of(strange), admin_url_of(strange)) == ((), "")


def test_settings_replace_single_images() -> None:
    replaced = release_with("medusa", {"medusa": "mirror/medusa:1", "medusa.cache": "mirror/valkey:1"})
    assert replaced.images == {"web": "mirror/medusa:1", "database": "postgres:17", "cache": "mirror/valkey:1"}
    assert release_with("woocommerce", {"medusa": "mirror/medusa:1"}) == engine("woocommerce").release


def test_a_replacement_that_fits_no_image_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownImage, match=r"woocommerce\.database"):
        release_with("woocommerce", {"woocommerce.databse": "x"})


def test_an_ingress_names_no_class_unless_one_is_configured() -> None:
    assert "ingressClassName" not in ingress(small("medusa"))["spec"]
    spec = spec_of("medusa", exposure=Exposure(ingress_class="nginx"))
    assert ingress(spec)["spec"]["ingressClassName"] == "nginx"


@pytest.mark.parametrize("engine_id", ENGINES)
def test_a_store_has_one_way_in_of_the_kind_that_it_is_pinned_to(engine_id: str) -> None:
    ways = {
        case.__name__: [m["kind"] for m in build(case(engine_id)) if m["kind"] in ("Ingress", "HTTPRoute")]
        for case in (small, routed)
    }
    assert ways == {"small": ["Ingress"], "routed": ["HTTPRoute"]}


def test_a_route_names_no_listener_unless_one_is_configured() -> None:
    gateway = GatewayRef(name="shops", namespace="gateways")
    built = way_in(spec_of("medusa", exposure=Exposure(kind="HTTPRoute", gateway=gateway)))
    assert built["spec"]["parentRefs"] == [{"name": "shops", "namespace": "gateways"}]
    assert built["spec"]["hostnames"] == ["bakery.localhost"]


def test_a_store_that_was_pinned_to_a_route_before_there_were_any_keeps_its_ingress() -> None:
    assert way_in(spec_of("medusa", exposure=Exposure(kind="HTTPRoute")))["kind"] == "Ingress"


@pytest.mark.parametrize(
    ("tls", "expected"),
    [
        ("none", None),
        ("wildcard", [{"hosts": ["bakery.localhost"]}]),
        ("issuer", [{"hosts": ["bakery.localhost"], "secretName": "web-tls"}]),
    ],
)
def test_tls_is_left_out_shared_or_asked_for(tls: str, expected: object) -> None:
    built = ingress(spec_of("medusa", exposure=Exposure(tls=tls, issuer="letsencrypt")))
    assert built["spec"].get("tls") == expected
    asked = built["metadata"].get("annotations", {}).get("cert-manager.io/cluster-issuer")
    assert asked == ("letsencrypt" if tls == "issuer" else None)


def test_the_worker_is_bound_to_one_role_in_this_namespace() -> None:
    binding = role_binding(spec_of("medusa", exposure=Exposure(platform_namespace="platform")))
    assert binding["metadata"]["namespace"] == "store-bakery"
    assert binding["roleRef"]["name"] == "storeyard-store-manager"
    assert binding["subjects"] == [{"kind": "ServiceAccount", "name": "storeyard-worker", "namespace": "platform"}]


@pytest.mark.parametrize(("text", "milli"), [("500m", 500), ("2", 2000), ("2500m", 2500), ("1", 1000)])
def test_cpu_quantities_come_back_canonical(text: str, milli: int) -> None:
    assert quantities.millicores(text) == milli
    assert quantities.cpu(milli) == text


@pytest.mark.parametrize("text", ["640Mi", "2Gi", "1536Mi", "3Ki", "17", "1Ti"])
def test_memory_quantities_come_back_canonical(text: str) -> None:
    assert quantities.memory(quantities.size(text)) == text
