"""The Medusa server: Store API, admin and our storefront in one process."""

from typing import Final

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import quantities
from shared.engines.base import WEB_SERVICE, WEB_SERVICE_PORT
from shared.engines.medusa.contract import (
    DATABASE,
    LIVE_PATH,
    READY_PATH,
    SERVER_COMMAND,
    UPLOADS,
    USER,
    WEB_PORT,
)
from shared.engines.objects import (
    HTTP,
    Part,
    claim,
    container,
    env,
    http_probe,
    pod_template,
    resources,
    scratch,
    secret_env,
    service,
)
from shared.engines.workloads import deployment

NAME = WEB_SERVICE
_BESIDE_HEAP: Final = 256 * quantities.MI
"""Measured: 474 MB of memory at a heap of 384 MB, 505 MB after orders."""
_WAIT = """until psql -tAc 'select 1 from "user" limit 1' 2>/dev/null | grep -q 1; do sleep 1; done"""
"""The setup writes the administrator in its only transaction; an unset-up database ends Medusa with an error."""


def objects(spec: StoreSpec) -> list[Manifest]:
    """The address of the shop."""
    return [service(spec, NAME, port=WEB_SERVICE_PORT, target=HTTP)]


def volume(spec: StoreSpec) -> Manifest:
    """What the merchant uploads."""
    return claim(spec, "uploads", spec.plan.uploads_storage, component=NAME)


def workload(spec: StoreSpec) -> Manifest:
    """One pod; an init container waits for the setup, so that no crash loop costs its back-off."""
    volumes = [{"name": "uploads", "persistentVolumeClaim": {"claimName": "uploads"}}, scratch("tmp", "256Mi")]
    template = pod_template(spec, NAME, user=USER, containers=[_server(spec)], init=[_wait(spec)], volumes=volumes)
    return deployment(spec, NAME, template)


def _wait(spec: StoreSpec) -> Part:
    return container(
        "wait-for-setup",
        spec.release.images["database"],
        resources("100m", "64Mi"),
        command=["sh", "-c", _WAIT],
        env=[
            *env(PGHOST="database", PGUSER=DATABASE, PGDATABASE=DATABASE, PGCONNECT_TIMEOUT="2"),
            *secret_env(NAME, "PGPASSWORD"),
        ],
    )


def _server(spec: StoreSpec) -> Part:
    host = spec.address.authority
    return container(
        "web",
        spec.release.images["web"],
        resources(spec.plan.web_cpu, spec.plan.web_memory),
        command=list(SERVER_COMMAND),
        env=_environment(spec),
        ports=[{"name": HTTP, "containerPort": WEB_PORT}],
        volumeMounts=[
            {"name": "uploads", "mountPath": UPLOADS},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - inside the container
        ],
        startupProbe=http_probe(LIVE_PATH, host, period=2, timeout=5, failures=90),
        readinessProbe=http_probe(READY_PATH, host, period=5, timeout=3, failures=3),
        livenessProbe=http_probe(LIVE_PATH, host, period=10, timeout=5, failures=6),
    )


def _environment(spec: StoreSpec) -> list[Part]:
    """CORS names the shop's own address only: storefront, API and admin share it."""
    url = spec.address.url
    heap = (quantities.size(spec.plan.web_memory) - _BESIDE_HEAP) // quantities.MI
    return [
        *env(
            PUBLIC_URL=url,
            STORE_CORS=url,
            ADMIN_CORS=url,
            AUTH_CORS=url,
            SHOP_NAME=spec.options.title or spec.name,
            UPLOAD_DIR=UPLOADS,
            PORT=str(WEB_PORT),
            NODE_ENV="production",
            NODE_OPTIONS=f"--max-old-space-size={heap}",
            MEDUSA_WORKER_MODE="shared",
            MEDUSA_DISABLE_TELEMETRY="true",
        ),
        *secret_env(NAME, "DATABASE_URL", "REDIS_URL", "JWT_SECRET", "COOKIE_SECRET", "PUBLISHABLE_KEY", "PROBE_KEY"),
    ]
