"""WooCommerce: MariaDB, WordPress with the plugin in our image, a setup Job, a minute's cron."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.store import Release, StoreSpec
from shared.domain.types import Manifest
from shared.engines import exposure, network, tenancy
from shared.engines.base import Component, Credentials, Depth, Shopper
from shared.engines.network import Flow
from shared.engines.secrets import Secrets
from shared.engines.woocommerce import cron, database, keys, setup as installer, shopper, web
from shared.engines.woocommerce.contract import DATABASE_PORT, WEB_PORT

COMPONENTS: Final = (
    Component("database", "StatefulSet", "Database is up"),
    Component("setup", "Job", "Shop is set up"),
    Component("web", "Deployment", "Shop is up"),
)
FLOWS: Final = (
    Flow("web", "database", DATABASE_PORT),
    Flow("setup", "database", DATABASE_PORT),
    Flow("cron", "web", WEB_PORT),
)


RELEASE: Final = Release(
    engine="woocommerce",
    version="10.5.0",
    images={"web": "storeyard/woocommerce:10.5.0", "database": "mariadb:11.8"},
)


@dataclass(frozen=True)
class WooCommerce:
    """The engine (see `shared.engines.base.Engine`)."""

    id: str = "woocommerce"
    title: str = "WooCommerce"
    summary: str = "The shop that runs inside WordPress: pages, posts and products in one place."
    features: tuple[str, ...] = (
        "WordPress with the WooCommerce plugin",
        "Its own MariaDB database",
        "Cash on delivery and a flat shipping rate set up",
        "Storefront, admin and REST API",
    )
    release: Release = RELEASE
    components: tuple[Component, ...] = COMPONENTS

    def manifests(
        self, spec: StoreSpec, secrets: Secrets, *, setup: int | None, asked: Sequence[str] = ()
    ) -> list[Manifest]:
        """Guardrails, Secrets, volumes and addresses, workloads, the way in."""
        job = installer.workload(spec, setup or 0, asked)
        running = [database.workload(spec), web.workload(spec), cron.workload(spec)]
        volumes = [database.volume(spec), web.volume(spec)]
        return [
            *tenancy.guardrails(spec, [*running, job], volumes),
            *network.policies(spec, FLOWS, web_port=WEB_PORT),
            keys.database_secret(spec, secrets),
            keys.web_secret(spec, secrets),
            *([] if setup is None else [keys.setup_secret(spec, secrets)]),
            *volumes,
            *database.objects(spec),
            *web.objects(spec),
            *running,
            *([] if setup is None else [job]),
            exposure.way_in(spec),
        ]

    def shop(self, spec: StoreSpec, secrets: Secrets, *, depth: Depth, session: str | None) -> Shopper:
        """A trip through the Store API (https://github.com/woocommerce/woocommerce, docs of `wc/store/v1`)."""
        return shopper.shop(spec, secrets, depth=depth, session=session)

    def admin_url(self, spec: StoreSpec) -> str:
        """WordPress' dashboard."""
        return f"{spec.address.url}/wp-admin/"

    def credentials(self, spec: StoreSpec, secrets: Secrets) -> Credentials:
        """The administrator that the setup makes."""
        return installer.credentials(spec, keys.admin_password(secrets))
