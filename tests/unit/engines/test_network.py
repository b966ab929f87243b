"""Who may talk to whom, by evaluating what the policies say (R19)."""

from collections.abc import Callable
from ipaddress import ip_network

import pytest

from shared.domain.labels import COMPONENT
from shared.domain.naming import namespace_of
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.registry import ENGINES
from tests.unit.engines.network_model import Peer, allowed
from tests.unit.engines.samples import build, large, routed, small, spec_of

Size = Callable[[str], StoreSpec]
WEB_PORT = {"woocommerce": 8080, "medusa": 9000}
DATABASE_PORT = {"woocommerce": 3306, "medusa": 5432}
DNS = Peer("10.96.0.10", "kube-system", {"k8s-app": "kube-dns"})
API_SERVER = Peer("10.96.0.1")
METADATA = Peer("169.254.169.254")
PUBLIC = Peer("93.184.215.14")
PUBLIC_6 = Peer("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
INGRESS = Peer("10.1.0.7", "ingress-nginx", {"app": "controller"})
WORKER = Peer("10.1.0.8", "storeyard", {"app": "worker"})
REDIS = Peer("10.1.0.9", "storeyard", {"app": "valkey"})


def pod(component: str, store: str = "bakery") -> Peer:
    return Peer("10.1.0.5", namespace_of(store), {COMPONENT: component})


@pytest.fixture(params=ENGINES)
def engine_id(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def policies(engine_id: str, size: Size = small) -> list[Manifest]:
    """Those of two stores side by side."""
    specs = (size(engine_id), spec_of(engine_id, name="florist"))
    return [m for spec in specs for m in build(spec) if m["kind"] == "NetworkPolicy"]


def test_the_shop_and_its_setup_reach_the_database_and_nobody_else_does(engine_id: str) -> None:
    both, port = policies(engine_id), DATABASE_PORT[engine_id]
    reaching = [
        c for c in ("web", "setup", "cron", "cache", "database") if allowed(both, pod(c), pod("database"), port)
    ]
    assert reaching == ["web", "setup"]
    for stranger in (INGRESS, WORKER, pod("web", "florist"), pod("setup", "florist"), API_SERVER):
        assert not allowed(both, stranger, pod("database"), port)


def test_only_the_shop_reaches_the_cache() -> None:
    both = policies("medusa")
    assert [c for c in ("web", "setup", "database") if allowed(both, pod(c), pod("cache"), 6379)] == ["web"]
    assert not allowed(both, pod("web", "florist"), pod("cache"), 6379)


def test_the_ingress_controller_and_the_worker_reach_the_shop_on_its_port_only(engine_id: str) -> None:
    both, port = policies(engine_id), WEB_PORT[engine_id]
    for friend in (INGRESS, WORKER):
        assert allowed(both, friend, pod("web"), port)
        assert not allowed(both, friend, pod("web"), 22)
    elsewhere = Peer("10.1.0.7", "default", INGRESS.labels)
    assert not allowed(both, elsewhere, pod("web"), port)


def test_a_gateways_proxies_reach_the_shop_instead_of_an_ingress_controller(engine_id: str) -> None:
    both, port = policies(engine_id, routed), WEB_PORT[engine_id]
    assert allowed(both, Peer("10.1.0.8", "envoy"), pod("web"), port)
    for other in (INGRESS, Peer("10.1.0.9", "gateways")):
        assert not allowed(both, other, pod("web"), port)


def test_cron_reaches_the_shop_and_nothing_else() -> None:
    both = policies("woocommerce")
    assert allowed(both, pod("cron"), pod("web"), 8080)
    for target, port in ((pod("database"), 3306), (PUBLIC, 443), (METADATA, 80), (pod("web", "florist"), 8080)):
        assert not allowed(both, pod("cron"), target, port)


def test_everybody_may_ask_dns_over_udp_and_tcp(engine_id: str) -> None:
    for component in ("web", "database", "setup", "cron"):
        assert allowed(policies(engine_id), pod(component), DNS, 53, "UDP")
        assert allowed(policies(engine_id), pod(component), DNS, 53, "TCP")
        assert not allowed(policies(engine_id), pod(component), DNS, 443)


@pytest.mark.parametrize("size", [small, large])
def test_no_pod_reaches_another_store_the_platform_the_api_server_or_the_cloud(engine_id: str, size: Size) -> None:
    both = policies(engine_id, size)
    targets = [pod(c, "florist") for c in ("web", "database", "cache")]
    targets += [
        REDIS,
        API_SERVER,
        METADATA,
        Peer("192.168.1.1"),
        Peer("127.0.0.1"),
        Peer("100.64.0.1"),
        Peer("fd00::1"),
    ]
    for component in ("web", "database", "cache", "setup", "cron", "a merchant's own"):
        for target in targets:
            for port in (80, 443, 465, 587, 3306, 5432, 6379, 6443, 8080, 9000):
                assert not allowed(both, pod(component), target, port), (component, target, port)


def test_the_internet_is_closed_unless_the_plan_opens_it(engine_id: str) -> None:
    assert not allowed(policies(engine_id, small), pod("web"), PUBLIC, 443)
    opened = policies(engine_id, large)
    for port in (443, 465, 587):
        assert allowed(opened, pod("web"), PUBLIC, port)
        assert allowed(opened, pod("web"), PUBLIC_6, port)
    assert not allowed(opened, pod("web"), PUBLIC, 80)
    assert not allowed(opened, pod("database"), PUBLIC, 443)


def test_certificates_can_be_proven_where_an_issuer_makes_them(engine_id: str) -> None:
    solver = Peer("10.1.0.6", "store-bakery", {"acme.cert-manager.io/http01-solver": "true"})
    controller = Peer("10.1.0.7", "ingress")
    assert allowed(policies(engine_id, large), controller, solver, 8089)
    assert not allowed(policies(engine_id, small), INGRESS, solver, 8089)


def test_every_exception_lies_within_its_block(engine_id: str) -> None:
    outbound = next(m for m in policies(engine_id, large) if m["metadata"]["name"] == "outbound")
    for peer in outbound["spec"]["egress"][0]["to"]:
        version = ip_network(peer["ipBlock"]["cidr"]).version
        assert peer["ipBlock"]["cidr"] in ("0.0.0.0/0", "::/0")
        assert {ip_network(each).version for each in peer["ipBlock"]["except"]} == {version}


def test_without_policies_the_model_lets_everything_through() -> None:
    assert allowed([], pod("web"), pod("database", "florist"), 3306)
