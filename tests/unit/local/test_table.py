from pathlib import Path

import pytest

from services.local import table
from services.local.options import Options
from services.local.state import State
from services.local.table import Layer, Program

KUBECONFIG = Path("/data/simulated/run/kubeconfig")
REAL = Path("/somewhere/kubeconfig")


def plan(options: Options, given: dict[str, str] | None = None) -> dict[str, Program]:
    state = State(Path("/data"), "simulated")
    listed = table.programs(options, state, options.kubeconfig or KUBECONFIG, given or {}, simulator_port=40_000)
    return {program.name: program for program in listed}


def test_one_machine_runs_simulator_api_reconciler_and_two_workers() -> None:
    assert list(plan(Options())) == ["simulator", "api", "reconciler", "worker-1", "worker-2"]


def test_as_many_workers_as_asked_for_each_with_a_name_of_its_own() -> None:
    found = plan(Options(workers=4))
    workers = [name for name in found if name.startswith("worker")]
    assert workers == ["worker-1", "worker-2", "worker-3", "worker-4"]
    assert all(found[name].command[-1] == "services.worker" for name in workers)
    assert [found[name].environment["STOREYARD_PROCESS_NAME"] for name in workers] == workers


def test_the_port_is_the_apis_and_the_next_one_is_the_shops() -> None:
    found = plan(Options(port=9000))
    api = found["api"].environment
    assert api["STOREYARD_API__PORT"] == "9000"
    assert api["STOREYARD_API__PUBLIC_URL"] == "http://localhost:9000"
    assert api["STOREYARD_STORES__PORT"] == "9001"
    assert api["STOREYARD_SHOP_GATEWAY"] == "127.0.0.1:9001"
    assert found["simulator"].environment["STOREYARD_SIMULATOR__SHOPS_PORT"] == "9001"


def test_probes_take_free_ports_and_write_where_the_supervisor_looks() -> None:
    environment = plan(Options())["worker-1"].environment
    assert environment["STOREYARD_PROBES__PORT"] == "0"
    assert environment["STOREYARD_PROBES__RUN_DIR"] == "/data/simulated/run"


def test_a_real_cluster_needs_no_simulator_and_gets_the_callers_way_to_shops() -> None:
    found = plan(Options(kubeconfig=REAL, shop_gateway="192.0.2.7:80"))
    assert list(found) == ["api", "reconciler", "worker-1", "worker-2"]
    environment = found["worker-1"].environment
    assert environment["STOREYARD_KUBERNETES__KUBECONFIG"] == str(REAL)
    assert environment["STOREYARD_SHOP_GATEWAY"] == "192.0.2.7:80"
    assert "STOREYARD_STORES__PORT" not in environment


@pytest.mark.parametrize(("given", "port"), [({}, "8443"), ({"STOREYARD_STORES__BASE_DOMAIN": "shops.example"}, None)])
def test_a_gateway_on_this_machine_says_the_port_of_shops_unless_the_caller_does(
    given: dict[str, str], port: str | None
) -> None:
    found = plan(Options(kubeconfig=REAL, shop_gateway="127.0.0.1:8443"), given)
    assert found["api"].environment.get("STOREYARD_STORES__PORT") == port


def test_valkey_has_every_write_on_disk_before_it_answers_and_evicts_nothing() -> None:
    words = table.valkey(State(Path("/data"), "simulated"), Path("/bin/valkey-server")).command
    told = dict(zip(words[1::2], words[2::2], strict=True))
    assert (told["--appendonly"], told["--appendfsync"]) == ("yes", "always")
    assert told["--maxmemory-policy"] == "noeviction"
    assert (told["--port"], told["--unixsocketperm"]) == ("0", "700")


def test_valkey_stands_below_the_cluster_and_the_cluster_below_the_product() -> None:
    found = plan(Options())
    assert Layer.VALKEY < found["simulator"].layer < found["api"].layer == found["worker-1"].layer
