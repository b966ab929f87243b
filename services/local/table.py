"""Which processes a local installation has, and how each is started: pure, so that a test can read it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from services.local.options import REPOSITORY, Options
from services.local.state import State

DASHBOARD = REPOSITORY / "dashboard" / "dist"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class Layer(IntEnum):
    """What stands on what: started from the first to the last, stopped from the last to the first."""

    VALKEY = 0
    CLUSTER = 1
    PRODUCT = 2


@dataclass(frozen=True)
class Program:
    """One process: what is run, with what, and how to see that it lives."""

    name: str
    command: tuple[str, ...]
    layer: Layer
    environment: Mapping[str, str] = field(default_factory=dict)
    socket: Path | None = None
    """Where it answers PING; others answer /livez."""


def valkey(state: State, binary: Path) -> Program:
    """Nothing that was answered is ever lost: every write is on disk first, and nothing is evicted."""
    options = {
        "--port": "0",
        "--unixsocket": str(state.socket),
        "--unixsocketperm": "700",
        "--dir": str(state.valkey),
        "--appendonly": "yes",
        "--appendfsync": "always",
        "--maxmemory-policy": "noeviction",
        "--save": "",
        "--daemonize": "no",
    }
    words = (word for pair in options.items() for word in pair)
    return Program("valkey", (str(binary), *words), Layer.VALKEY, socket=state.socket)


def programs(
    options: Options, state: State, kubeconfig: Path, given: Mapping[str, str], *, simulator_port: int
) -> list[Program]:
    """Everything but Valkey, in the order of starting; `given` is the environment that make was called with.

    A simulator that died comes back at `simulator_port`, where the others go on asking.
    """
    common = _environment(options, state, kubeconfig, given)
    names = ("api", "reconciler", *(f"worker-{number}" for number in range(1, options.workers + 1)))
    product = [
        _python(name.partition("-")[0], name, Layer.PRODUCT, {**common, "STOREYARD_PROCESS_NAME": name})
        for name in names
    ]
    if options.kubeconfig:
        return product
    simulator = _simulator(options, state, kubeconfig, simulator_port)
    return [_python("simulator", "simulator", Layer.CLUSTER, simulator), *product]


def _python(module: str, name: str, layer: Layer, environment: Mapping[str, str]) -> Program:
    return Program(name, (sys.executable, "-m", f"services.{module}"), layer, environment)


def _simulator(options: Options, state: State, kubeconfig: Path, port: int) -> dict[str, str]:
    values = {
        "port": str(port),
        "shops_port": str(options.shops_port),
        "database": str(state.folder / "simulator.db"),
        "kubeconfig_out": str(kubeconfig),
        "info_file": str(state.run / "simulator.json"),
    }
    return {f"STOREYARD_SIMULATOR__{key.upper()}": value for key, value in values.items()}


def _environment(options: Options, state: State, kubeconfig: Path, given: Mapping[str, str]) -> dict[str, str]:
    values = {
        "redis__url": f"unix://{state.socket}",
        "kubernetes__kubeconfig": str(kubeconfig),
        "master_key_file": str(state.folder / "master-key"),
        "job_key_file": str(state.folder / "job-key"),
        "api__port": str(options.port),
        "api__public_url": options.url,
        "api__principals_file": str(state.principals),
        "log__audit_file": str(state.run / "audit.log"),
        "log__format": "json",
        "probes__port": "0",
        "probes__run_dir": str(state.run),
        **_shops(options, given),
    }
    if DASHBOARD.joinpath("index.html").exists():
        values["api__dashboard_dir"] = str(DASHBOARD)
    return {f"STOREYARD_{key.upper()}": value for key, value in values.items()}


def _shops(options: Options, given: Mapping[str, str]) -> dict[str, str]:
    """Where shops are. On a real cluster that is for the caller to say; a gateway on this machine says the port."""
    if options.kubeconfig is None:
        port = str(options.shops_port)
        return {"shop_gateway": f"127.0.0.1:{port}", "stores__port": port, "stores__base_domain": "localhost"}
    gateway = options.shop_gateway or ""
    host, _, port = gateway.rpartition(":")
    told = {"STOREYARD_STORES__PORT", "STOREYARD_STORES__BASE_DOMAIN"} & given.keys()
    return {"shop_gateway": gateway, **({"stores__port": port} if host in LOOPBACK and not told else {})}
