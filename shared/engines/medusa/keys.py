"""Purposes of the secrets that a Medusa store has, and the Secrets that hold them."""

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.medusa.contract import CACHE_PORT, DATABASE, DATABASE_PORT
from shared.engines.objects import secret
from shared.engines.secrets import Secrets

CACHE_FILE = "valkey.conf"


def admin_password(secrets: Secrets) -> str:
    """Of the shop's first administrator."""
    return secrets.derive("admin-password")


def publishable_key(secrets: Secrets) -> str:
    """What a storefront sends with every call; public by design, but each shop's own."""
    return f"pk_{secrets.derive('publishable-key', 64)}"


def probe_key(secrets: Secrets) -> str:
    """Marks the platform's own orders, which the shop removes again."""
    return secrets.derive("probe-key")


def database_secret(spec: StoreSpec, secrets: Secrets) -> Manifest:
    """For the database only."""
    return secret(spec, "database", {"POSTGRES_PASSWORD": _database_password(secrets)}, component="database")


def cache_secret(spec: StoreSpec, secrets: Secrets) -> Manifest:
    """A configuration file, so that the password stands in no process list; and the same for the probe's client."""
    password = _cache_password(secrets)
    values = {CACHE_FILE: f"requirepass {password}\n", "VALKEYCLI_AUTH": password}
    return secret(spec, "cache", values, component="cache")


def web_secret(spec: StoreSpec, secrets: Secrets) -> Manifest:
    """For the shop and its setup."""
    values = {
        "DATABASE_URL": _database_url(secrets),
        "PGPASSWORD": _database_password(secrets),
        "REDIS_URL": f"redis://:{_cache_password(secrets)}@cache:{CACHE_PORT}",
        "JWT_SECRET": secrets.derive("jwt", 64),
        "COOKIE_SECRET": secrets.derive("cookie", 64),
        "PUBLISHABLE_KEY": publishable_key(secrets),
        "PROBE_KEY": probe_key(secrets),
    }
    return secret(spec, "web", values, component="web")


def setup_secret(spec: StoreSpec, secrets: Secrets) -> Manifest:
    """For the setup only, and sent with it only: the running shop never sees the administrator's password."""
    return secret(spec, "setup", {"ADMIN_PASSWORD": admin_password(secrets)}, component="setup")


def _database_url(secrets: Secrets) -> str:
    """Medusa hands on no time limits of its own, so they ride in the address; without them a request hangs 60 s."""
    server = f"{DATABASE}:{_database_password(secrets)}@database:{DATABASE_PORT}"
    return f"postgres://{server}/{DATABASE}?statement_timeout=10000&query_timeout=12000"


def _database_password(secrets: Secrets) -> str:
    return secrets.derive("database-password")


def _cache_password(secrets: Secrets) -> str:
    return secrets.derive("cache-password")
