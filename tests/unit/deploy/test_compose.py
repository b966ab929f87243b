"""The product in containers on one machine: hardened, healthy before it is used, reachable from this machine only."""

from typing import Any

from services.simulator.settings import SimulatorSettings
from shared.settings import Settings
from tests.tools import CHART

Services = dict[str, dict[str, Any]]


def test_every_service_is_hardened_and_bounded(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert {"pids_limit", "mem_limit", "healthcheck", "restart"} <= service.keys()
        assert "privileged" not in service


def test_ports_are_published_on_the_loopback_only(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_api_has_no_way_to_the_cluster(compose: dict[str, Any]) -> None:
    api, simulator = compose["services"]["api"], compose["services"]["simulator"]
    assert "cluster" not in api["networks"]
    assert "STOREYARD_KUBERNETES__KUBECONFIG" not in api["environment"]
    assert "state" not in simulator["networks"]
    assert compose["networks"]["state"]["internal"] is True


def test_each_service_has_the_secrets_it_needs_and_no_other(compose: dict[str, Any]) -> None:
    secrets = {name: set(service.get("secrets", [])) for name, service in compose["services"].items()}
    common = {"redis-password", "job-key"}
    assert secrets == {
        "valkey": {"redis-password"},
        "simulator": set(),
        "api": common | {"principals.json"},
        "worker": common | {"master-key"},
        "reconciler": common,
    }


def test_secrets_are_files_outside_the_repository(compose: dict[str, Any]) -> None:
    assert all(secret["file"].startswith(".storeyard/") for secret in compose["secrets"].values())


def test_everything_waits_until_what_it_needs_is_healthy(compose: dict[str, Any]) -> None:
    for name in ("api", "worker", "reconciler"):
        needs = compose["services"][name]["depends_on"]
        assert {need["condition"] for need in needs.values()} == {"service_healthy"}
        assert "valkey" in needs


def test_valkey_loses_nothing_that_was_answered() -> None:
    lines = (CHART / "files" / "valkey.conf").read_text().splitlines()
    assert {"appendonly yes", "appendfsync always", "maxmemory-policy noeviction"} <= set(lines)


def test_every_variable_is_a_setting_of_its_process(compose: dict[str, Any]) -> None:
    known = {f"STOREYARD_{field.upper()}" for field in Settings.model_fields}
    simulated = {f"STOREYARD_SIMULATOR__{field.upper()}" for field in SimulatorSettings.model_fields}
    for name, service in compose["services"].items():
        for variable in service.get("environment", {}):
            assert variable in simulated if name == "simulator" else variable.split("__")[0] in known, variable
