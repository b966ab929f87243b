"""PostgreSQL, from the official image (https://hub.docker.com/_/postgres), as its user 999 on a read-only root."""

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import quantities
from shared.engines.medusa.contract import DATABASE, DATABASE_PORT
from shared.engines.objects import (
    Part,
    claim,
    container,
    env,
    exec_probe,
    pod_template,
    resources,
    scratch,
    secret_env,
    service,
    tcp_probe,
)
from shared.engines.workloads import stateful_set

NAME = "database"
PORT_NAME = "postgres"
USER = 999
_DATA = "/var/lib/postgresql/data"
_HEALTHY = ("pg_isready", "--host=127.0.0.1", f"--username={DATABASE}", f"--dbname={DATABASE}")
"""Over TCP: false while the image's first start fills the data folder, when the server has no network yet."""


def objects(spec: StoreSpec) -> list[Manifest]:
    """The address of the database; its volume is `volume`, its pod `workload`."""
    return [service(spec, NAME, port=DATABASE_PORT, target=PORT_NAME, headless=True)]


def volume(spec: StoreSpec) -> Manifest:
    """The shop's data."""
    return claim(spec, "database", spec.plan.database_storage, component=NAME)


def workload(spec: StoreSpec) -> Manifest:
    """One server."""
    volumes = [
        {"name": "data", "persistentVolumeClaim": {"claimName": "database"}},
        scratch("tmp", "64Mi"),
        scratch("run", "1Mi"),
    ]
    template = pod_template(
        spec, NAME, user=USER, containers=[_server(spec)], volumes=volumes, terminationGracePeriodSeconds=60
    )
    return stateful_set(spec, NAME, template)


def _server(spec: StoreSpec) -> Part:
    """PGDATA is a folder inside the volume, since initdb wants to own what it is given."""
    return container(
        "postgres",
        spec.release.images["database"],
        resources(spec.plan.database_cpu, spec.plan.database_memory),
        args=_arguments(spec),
        env=[
            *env(POSTGRES_DB=DATABASE, POSTGRES_USER=DATABASE, PGDATA=f"{_DATA}/pgdata"),
            *secret_env(NAME, "POSTGRES_PASSWORD"),
        ],
        ports=[{"name": PORT_NAME, "containerPort": DATABASE_PORT}],
        volumeMounts=[
            {"name": "data", "mountPath": _DATA},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - inside the container
            {"name": "run", "mountPath": "/var/run/postgresql"},
        ],
        startupProbe=exec_probe(_HEALTHY, period=2, timeout=5, failures=150),
        readinessProbe=exec_probe(_HEALTHY, period=10, timeout=5, failures=3),
        livenessProbe=tcp_probe(PORT_NAME, period=10, timeout=5, failures=6),
    )


def _arguments(spec: StoreSpec) -> list[str]:
    """Medusa keeps seven connections open; a quarter of the memory as buffers is PostgreSQL's own advice."""
    buffers = quantities.size(spec.plan.database_memory) // 4 // quantities.MI
    return ["-c", f"shared_buffers={buffers}MB", "-c", "max_connections=40"]
