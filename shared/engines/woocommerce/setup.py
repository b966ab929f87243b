"""The installer: three phases of `setup.php`, about four seconds, safe to run twice (measured)."""

from collections.abc import Sequence

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.base import Credentials
from shared.engines.objects import Part, asked_env, container, env, pod_template, resources, scratch, secret_env
from shared.engines.woocommerce.contract import ADMIN_USER, SETUP_COMMAND, UPLOADS, USER
from shared.engines.woocommerce.web import connection
from shared.engines.workloads import job

NAME = "setup"
_WAIT = "until mariadb-admin --host=database --connect-timeout=2 ping --silent; do sleep 1; done"
"""`ping` succeeds without a password as soon as the server answers."""


def workload(spec: StoreSpec, attempt: int, asked: Sequence[str] = ()) -> Manifest:
    """The Job of that attempt. An init container waits for the database, so that no failed start costs a back-off."""
    volumes = [scratch("tmp", "256Mi"), scratch("uploads", "16Mi")]
    template = pod_template(
        spec,
        NAME,
        user=USER,
        containers=[_installer(spec, asked)],
        init=[_wait(spec)],
        volumes=volumes,
        restartPolicy="Never",
    )
    return job(spec, NAME, attempt, template)


def credentials(spec: StoreSpec, password: str) -> Credentials:
    """The administrator that the installer makes."""
    email = spec.options.admin_email or f"{ADMIN_USER}@{spec.address.host}"
    return Credentials(username=ADMIN_USER, password=password, email=email)


def _wait(spec: StoreSpec) -> Part:
    return container(
        "wait-for-database",
        spec.release.images["database"],
        resources("100m", "64Mi"),
        command=["sh", "-c", _WAIT],
    )


def _installer(spec: StoreSpec, asked: Sequence[str]) -> Part:
    """Its uploads are an empty folder: the shop's own volume may already be held by another node."""
    return container(
        "setup",
        spec.release.images["web"],
        resources("1", "512Mi"),
        command=list(SETUP_COMMAND),
        env=[*connection(spec), *_options(spec), *asked_env(spec, asked), *secret_env(NAME, "ADMIN_PASSWORD")],
        volumeMounts=[
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - inside the container
            {"name": "uploads", "mountPath": UPLOADS},
        ],
    )


def _options(spec: StoreSpec) -> list[Part]:
    return env(
        SHOP_TITLE=spec.options.title or spec.name,
        SHOP_CURRENCY=spec.options.currency,
        SHOP_COUNTRY=spec.options.country,
        SHOP_SAMPLE_DATA="1" if spec.options.sample_data else "0",
        ADMIN_USER=ADMIN_USER,
        ADMIN_EMAIL=credentials(spec, "").email,
    )
