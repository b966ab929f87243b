"""MariaDB, from the official image (https://hub.docker.com/_/mariadb), as its user 999 on a read-only root."""

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import quantities
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
from shared.engines.woocommerce.contract import DATABASE, DATABASE_PORT
from shared.engines.workloads import stateful_set

NAME = "database"
PORT_NAME = "mariadb"
USER = 999
_HEALTHY = ("healthcheck.sh", "--connect", "--innodb_initialized")
"""Over TCP: false while the image's first start fills the data folder, when the server has no network yet."""


def objects(spec: StoreSpec) -> list[Manifest]:
    """The address of the database; its volume is `volume`, its pod `workload`."""
    return [service(spec, NAME, port=DATABASE_PORT, target=PORT_NAME, headless=True)]


def volume(spec: StoreSpec) -> Manifest:
    """The shop's data."""
    return claim(spec, "database", spec.plan.database_storage, component=NAME)


def workload(spec: StoreSpec) -> Manifest:
    """One server; a subfolder of the volume, since a new file system holds a `lost+found` that is no database."""
    volumes = [
        {"name": "data", "persistentVolumeClaim": {"claimName": "database"}},
        scratch("tmp", "256Mi"),
        scratch("run", "1Mi"),
    ]
    template = pod_template(
        spec, NAME, user=USER, containers=[_server(spec)], volumes=volumes, terminationGracePeriodSeconds=60
    )
    return stateful_set(spec, NAME, template)


def _server(spec: StoreSpec) -> Part:
    return container(
        "mariadb",
        spec.release.images["database"],
        resources(spec.plan.database_cpu, spec.plan.database_memory),
        args=_arguments(spec),
        env=[
            *env(MARIADB_DATABASE=DATABASE, MARIADB_USER=DATABASE, MARIADB_AUTO_UPGRADE="1"),
            *secret_env(NAME, "MARIADB_ROOT_PASSWORD", "MARIADB_PASSWORD"),
        ],
        ports=[{"name": PORT_NAME, "containerPort": DATABASE_PORT}],
        volumeMounts=[
            {"name": "data", "mountPath": "/var/lib/mysql", "subPath": "mysql"},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - inside the container
            {"name": "run", "mountPath": "/run/mysqld"},
        ],
        startupProbe=exec_probe(_HEALTHY, period=2, timeout=5, failures=150),
        readinessProbe=exec_probe(_HEALTHY, period=10, timeout=5, failures=3),
        livenessProbe=tcp_probe(PORT_NAME, period=10, timeout=5, failures=6),
    )


def _arguments(spec: StoreSpec) -> list[str]:
    """Sized for one shop: measured 75 to 110 MB at a buffer pool of 64 MB."""
    pool = quantities.size(spec.plan.database_memory) // 4 // quantities.MI
    return [
        f"--innodb-buffer-pool-size={pool}M",
        "--innodb-log-buffer-size=2M",
        "--innodb-log-file-size=32M",
        "--key-buffer-size=1M",
        "--aria-pagecache-buffer-size=2M",
        "--performance-schema=OFF",
        "--max-connections=30",
        "--table-open-cache=400",
        "--tmp-table-size=8M",
        "--max-heap-table-size=8M",
        "--query-cache-type=0",
        "--skip-name-resolve",
        "--skip-log-bin",
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_unicode_520_ci",
    ]
