"""The shop itself: WordPress with WooCommerce baked into our image, files read-only, uploads on a volume."""

from typing import Final

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import quantities
from shared.engines.base import WEB_SERVICE, WEB_SERVICE_PORT
from shared.engines.objects import (
    HTTP,
    Part,
    claim,
    container,
    env,
    foreign_env,
    http_probe,
    pod_template,
    resources,
    scratch,
    secret_env,
    service,
)
from shared.engines.woocommerce.contract import (
    DATABASE,
    DATABASE_PORT,
    LIVE_PATH,
    MAIL,
    READY_PATH,
    UPLOADS,
    USER,
    WEB_PORT,
)
from shared.engines.workloads import deployment

NAME = WEB_SERVICE
_SHARED_MEMORY: Final = 160 * quantities.MI
"""Opcode cache (128 MB), web server and a margin."""
_CHILD_MEMORY: Final = 80 * quantities.MI
"""Measured 75 to 95 MB a process, a part of it shared."""


def objects(spec: StoreSpec) -> list[Manifest]:
    """The address of the shop."""
    return [service(spec, NAME, port=WEB_SERVICE_PORT, target=HTTP)]


def volume(spec: StoreSpec) -> Manifest:
    """What the merchant uploads."""
    return claim(spec, "uploads", spec.plan.uploads_storage, component=NAME)


def workload(spec: StoreSpec) -> Manifest:
    """One pod; not ready before the setup is done, so that nobody ever sees an installer."""
    volumes = [{"name": "uploads", "persistentVolumeClaim": {"claimName": "uploads"}}, scratch("tmp", "512Mi")]
    return deployment(spec, NAME, pod_template(spec, NAME, user=USER, containers=[_server(spec)], volumes=volumes))


def connection(spec: StoreSpec) -> list[Part]:
    """The environment that everything needs which loads WordPress."""
    return [
        *env(
            SHOP_URL=spec.address.url,
            DATABASE_HOST=f"database:{DATABASE_PORT}",
            DATABASE_NAME=DATABASE,
            DATABASE_USER=DATABASE,
            SHOP_OUTBOUND="1" if spec.plan.outbound else "0",
        ),
        *secret_env(NAME, "DATABASE_PASSWORD", "SHOP_SALT", "SHOP_PROBE_KEY"),
    ]


def _server(spec: StoreSpec) -> Part:
    host = spec.address.authority
    return container(
        "web",
        spec.release.images["web"],
        resources(spec.plan.web_cpu, spec.plan.web_memory),
        env=[
            *connection(spec),
            *env(PHP_CHILDREN=str(_children(spec))),
            *foreign_env(MAIL, "SMTP_URL", "SMTP_FROM"),
        ],
        ports=[{"name": HTTP, "containerPort": WEB_PORT}],
        volumeMounts=[
            {"name": "uploads", "mountPath": UPLOADS},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - inside the container
        ],
        startupProbe=http_probe(LIVE_PATH, host, period=2, timeout=5, failures=60),
        readinessProbe=http_probe(READY_PATH, host, period=5, timeout=5, failures=3),
        livenessProbe=http_probe(LIVE_PATH, host, period=10, timeout=5, failures=6),
    )


def _children(spec: StoreSpec) -> int:
    """PHP processes that the plan's memory holds: 6 in the small one."""
    return max(2, (quantities.size(spec.plan.web_memory) - _SHARED_MEMORY) // _CHILD_MEMORY)
