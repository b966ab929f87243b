"""Who may talk to whom among the platform's own pods: default deny, and the flows that docs/ARCHITECTURE.md draws."""

from typing import Any

from tests.unit.deploy.conftest import Render, Rendered

COMPONENT = "app.kubernetes.io/component"


def spec(rendered: Rendered, name: str) -> dict[str, Any]:
    found: dict[str, Any] = rendered.one("NetworkPolicy", f"storeyard-{name}")["spec"]
    return found


def targets(rendered: Rendered, name: str) -> set[str]:
    """Where pods of the component may connect to, in words."""
    peers = [peer for rule in spec(rendered, name)["egress"] for peer in rule["to"]]
    words = set()
    for peer in peers:
        if "ipBlock" in peer:
            words.add("addresses")
        elif "namespaceSelector" in peer:
            words.add(peer["namespaceSelector"]["matchLabels"]["app.kubernetes.io/managed-by"])
        else:
            words.add(peer["podSelector"]["matchLabels"][COMPONENT])
    return words


def test_nothing_is_open_that_no_policy_opens(rendered: Rendered) -> None:
    deny = spec(rendered, "default-deny")
    assert deny["policyTypes"] == ["Ingress", "Egress"]
    assert not {"ingress", "egress"} & deny.keys()
    assert COMPONENT not in deny["podSelector"]["matchLabels"]


def test_every_pod_is_among_those_that_are_denied(rendered: Rendered) -> None:
    denied = spec(rendered, "default-deny")["podSelector"]["matchLabels"]
    for workload in rendered.of("Deployment") + rendered.of("StatefulSet"):
        assert denied.items() <= workload["spec"]["template"]["metadata"]["labels"].items()


def test_the_api_reaches_valkey_and_no_cluster(rendered: Rendered) -> None:
    assert targets(rendered, "api") == {"valkey"}


def test_the_worker_reaches_valkey_the_api_server_and_shops(rendered: Rendered) -> None:
    assert targets(rendered, "worker") == {"valkey", "addresses", "storeyard"}


def test_the_reconciler_reaches_valkey_and_the_api_server(rendered: Rendered) -> None:
    assert targets(rendered, "reconciler") == {"valkey", "addresses"}


def test_the_way_to_the_api_server_does_not_lead_to_cloud_metadata(rendered: Rendered) -> None:
    blocks = [p["ipBlock"] for r in spec(rendered, "reconciler")["egress"] for p in r["to"] if "ipBlock" in p]
    assert blocks == [{"cidr": "0.0.0.0/0", "except": ["169.254.169.254/32"]}]


def test_valkey_admits_our_processes_and_goes_nowhere(rendered: Rendered) -> None:
    valkey = spec(rendered, "valkey")
    (rule,) = valkey["ingress"]
    (peer,) = rule["from"]
    assert peer["podSelector"]["matchExpressions"][0]["values"] == ["api", "worker", "reconciler"]
    assert "namespaceSelector" not in peer
    assert "egress" not in valkey


def test_dns_is_open_on_udp_and_tcp(rendered: Rendered) -> None:
    (rule,) = spec(rendered, "dns")["egress"]
    assert rule["ports"] == [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]
    (peer,) = rule["to"]
    assert {"namespaceSelector", "podSelector"} == peer.keys()


def test_an_external_redis_is_reached_where_it_is(render: Render) -> None:
    rendered = render(
        *("--set", "valkey.enabled=false", "--set", "redis.url=rediss://r.example.com:6380/0"),
        *("--set", "redis.cidrs={192.0.2.0/24}", "--set", "redis.port=6380"),
    )
    assert spec(rendered, "api")["egress"] == [
        {"to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}], "ports": [{"protocol": "TCP", "port": 6380}]}
    ]
    assert rendered.of("StatefulSet") == []
