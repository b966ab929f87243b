"""The fast setup: the image's own dump becomes this shop in one transaction (1.4 s, killed anywhere it did nothing)."""

from collections.abc import Sequence

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.base import Credentials
from shared.engines.medusa.contract import SETUP_COMMAND, USER
from shared.engines.objects import Part, asked_env, container, env, pod_template, resources, secret_env
from shared.engines.workloads import job

NAME = "setup"
_WAIT = "until pg_isready --host=database --timeout=2; do sleep 1; done"


def workload(spec: StoreSpec, attempt: int, asked: Sequence[str] = ()) -> Manifest:
    """The Job of that attempt. An init container waits for the database, so that no failed start costs a back-off."""
    template = pod_template(
        spec,
        NAME,
        user=USER,
        containers=[_restore(spec, asked)],
        init=[_wait(spec)],
        volumes=[],
        restartPolicy="Never",
    )
    return job(spec, NAME, attempt, template)


def credentials(spec: StoreSpec, password: str) -> Credentials:
    """The administrator that the setup makes; Medusa signs in by mail address."""
    email = (spec.options.admin_email or f"admin@{spec.address.host}").lower()
    return Credentials(username=email, password=password, email=email)


def _wait(spec: StoreSpec) -> Part:
    return container(
        "wait-for-database",
        spec.release.images["database"],
        resources("100m", "64Mi"),
        command=["sh", "-c", _WAIT],
    )


def _restore(spec: StoreSpec, asked: Sequence[str]) -> Part:
    options = env(
        SHOP_NAME=spec.options.title or spec.name,
        SHOP_CURRENCY=spec.options.currency.lower(),
        SHOP_COUNTRY=spec.options.country.lower(),
        SHOP_SAMPLE_DATA="1" if spec.options.sample_data else "0",
        ADMIN_EMAIL=credentials(spec, "").email,
    )
    return container(
        "setup",
        spec.release.images["web"],
        resources("1", "256Mi"),
        command=list(SETUP_COMMAND),
        env=[
            *options,
            *asked_env(spec, asked),
            *secret_env("web", "DATABASE_URL", "PUBLISHABLE_KEY"),
            *secret_env(NAME, "ADMIN_PASSWORD"),
        ],
    )
