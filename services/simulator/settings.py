"""Settings of the simulator: `STOREYARD_SIMULATOR__…` variables, each with its unit and the reason of its default."""

import sys
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "STOREYARD_SIMULATOR__"


class SimulatorSettings(BaseSettings):
    """What the simulated cluster can be told."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on; there is no sign-in, so loopback.")
    port: int = Field(default=0, ge=0, le=65535, description="Port of the API; 0 takes a free one (see info_file).")
    shops_port: int = Field(default=0, ge=0, le=65535, description="Port of the shop server; 0 takes a free one.")
    database: Path = Field(default=Path("simulator.db"), description="SQLite file with every object.")
    speed: float = Field(
        default=1.0, gt=0, description="How many times faster than usual pods start; 1 is about 2 s for a pod."
    )
    fail: str = Field(
        default="",
        description="Which pods fail and how, as `store-demo/web=crash-loop,quota`; see controllers/failures.py.",
    )
    write_delay: float = Field(
        default=0.0, ge=0, description="Seconds added to every write, so that benches see a slow API server."
    )
    namespace_delay: float = Field(
        default=1.0,
        ge=0,
        description="Seconds (divided by speed) before a deleted namespace is emptied; Kubernetes waits at least 5.",
    )
    journal_rows: int = Field(default=200_000, gt=0, description="Newest writes that the journal keeps.")
    history: int = Field(
        default=5_000, gt=0, description="Changes a kind that watches can resume from; older ones get 410 Gone."
    )
    info_file: Path | None = Field(
        default=None, description='File that gets {"port", "shopsPort", "pid"} once both servers listen.'
    )
    kubeconfig_out: Path | None = Field(
        default=None, description="File that gets a kubeconfig for this server once it listens."
    )


def load_or_exit() -> SimulatorSettings:
    """The settings from the environment; prints what is wrong and exits with 2 otherwise."""
    try:
        return SimulatorSettings()
    except ValidationError as error:
        faults = (f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        sys.stderr.write("simulator: these settings cannot be used:\n" + "\n".join(faults) + "\n")
        sys.exit(2)
