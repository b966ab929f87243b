"""Medusa v2: PostgreSQL, Valkey, one Node process for API, admin and storefront, a setup Job."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.domain.store import Release, StoreSpec
from shared.domain.types import Manifest
from shared.engines import exposure, network, tenancy
from shared.engines.base import Component, Credentials, Depth, Shopper
from shared.engines.medusa import cache, database, keys, setup as installer, shopper, web
from shared.engines.medusa.contract import CACHE_PORT, DATABASE_PORT, WEB_PORT
from shared.engines.network import Flow
from shared.engines.secrets import Secrets

COMPONENTS: Final = (
    Component("database", "StatefulSet", "Database is up"),
    Component("cache", "Deployment", "Cache is up"),
    Component("setup", "Job", "Shop is set up"),
    Component("web", "Deployment", "Shop is up"),
)
FLOWS: Final = (
    Flow("web", "database", DATABASE_PORT),
    Flow("web", "cache", CACHE_PORT),
    Flow("setup", "database", DATABASE_PORT),
)


RELEASE: Final = Release(
    engine="medusa",
    version="2.21.2",
    images={"web": "storeyard/medusa:2.21.2", "database": "postgres:17", "cache": "valkey/valkey:9.1"},
)


@dataclass(frozen=True)
class Medusa:
    """The engine (see `shared.engines.base.Engine`)."""

    id: str = "medusa"
    title: str = "Medusa"
    summary: str = "The headless shop for developers: a Store API first, with an admin and a small storefront."
    features: tuple[str, ...] = (
        "Medusa v2 server with Store and Admin API",
        "Its own PostgreSQL database and Valkey",
        "A storefront to start from, on the same host",
        "One region with manual payment and delivery set up",
    )
    release: Release = RELEASE
    components: tuple[Component, ...] = COMPONENTS

    def manifests(
        self, spec: StoreSpec, secrets: Secrets, *, setup: int | None, asked: Sequence[str] = ()
    ) -> list[Manifest]:
        """Guardrails, Secrets, volumes and addresses, workloads, the way in."""
        job = installer.workload(spec, setup or 0, asked)
        running = [database.workload(spec), cache.workload(spec), web.workload(spec)]
        volumes = [database.volume(spec), web.volume(spec)]
        return [
            *tenancy.guardrails(spec, [*running, job], volumes),
            *network.policies(spec, FLOWS, web_port=WEB_PORT),
            keys.database_secret(spec, secrets),
            keys.cache_secret(spec, secrets),
            keys.web_secret(spec, secrets),
            *([] if setup is None else [keys.setup_secret(spec, secrets)]),
            *volumes,
            *database.objects(spec),
            *cache.objects(spec),
            *web.objects(spec),
            *running,
            *([] if setup is None else [job]),
            exposure.way_in(spec),
        ]

    def shop(self, spec: StoreSpec, secrets: Secrets, *, depth: Depth, session: str | None) -> Shopper:
        """A trip through the Store API (https://docs.medusajs.com/api/store)."""
        return shopper.shop(spec, secrets, depth=depth, session=session)

    def admin_url(self, spec: StoreSpec) -> str:
        """Medusa's dashboard."""
        return f"{spec.address.url}/app"

    def credentials(self, spec: StoreSpec, secrets: Secrets) -> Credentials:
        """The administrator that the setup makes."""
        return installer.credentials(spec, keys.admin_password(secrets))
