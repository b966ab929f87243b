"""Which processes a local installation has, and how each is started: pure, so that a test can read it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services.local.options import REPOSITORY, Options
from services.local.state import State

DASHBOARD = REPOSITORY / "dashboard" / "dist"


@dataclass(frozen=True)
class Program:
    """One process: what is run, with what, and how to see that it lives."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    gentle: bool = False
    """Ends by SIGTERM when the supervisor dies (it saves something); others by SIGKILL, which they survive anyway."""


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
    return Program("valkey", (str(binary), *(word for pair in options.items() for word in pair)), gentle=True)


def programs(options: Options, state: State, kubeconfig: Path) -> list[Program]:
    """Everything but Valkey, in the order of starting."""
    common = _environment(options, state, kubeconfig)
    simulated = [_python("simulator", _simulator(options, state))] if options.kubeconfig is None else []
    workers = [
        _python("worker", {**common, "STOREYARD_PROCESS_NAME": name}, name=name)
        for name in (f"worker-{number}" for number in range(1, options.workers + 1))
    ]
    return [*simulated, _python("api", common), _python("reconciler", common), *workers]


def _python(module: str, environment: Mapping[str, str], *, name: str | None = None) -> Program:
    return Program(name or module, (sys.executable, "-m", f"services.{module}"), environment)


def _simulator(options: Options, state: State) -> dict[str, str]:
    values = {
        "port": "0",
        "shops_port": str(options.shops_port),
        "database": str(state.folder / "simulator.db"),
        "kubeconfig_out": str(state.run / "kubeconfig"),
        "info_file": str(state.run / "simulator.json"),
    }
    return {f"STOREYARD_SIMULATOR__{key.upper()}": value for key, value in values.items()}


def _environment(options: Options, state: State, kubeconfig: Path) -> dict[str, str]:
    values = {
        "redis__url": f"unix://{state.socket}",
        "kubernetes__kubeconfig": str(kubeconfig),
        "master_key_file": str(state.folder / "master-key"),
        "job_key_file": str(state.folder / "job-key"),
        "shop_gateway": options.shop_gateway or f"127.0.0.1:{options.shops_port}",
        "stores__port": str(options.shops_port),
        "api__port": str(options.port),
        "api__public_url": options.url,
        "api__principals_file": str(state.folder / "principals.json"),
        "log__audit_file": str(state.run / "audit.log"),
        "log__format": "json",
        "probes__port": "0",
        "probes__run_dir": str(state.run),
    }
    if DASHBOARD.joinpath("index.html").exists():
        values["api__dashboard_dir"] = str(DASHBOARD)
    return {f"STOREYARD_{key.upper()}": value for key, value in values.items()}
