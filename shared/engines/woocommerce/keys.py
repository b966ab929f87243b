"""Purposes of the secrets that a WooCommerce store has, and the Secrets that hold them."""

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.objects import secret
from shared.engines.secrets import Secrets


def database_password(secrets: Secrets) -> str:
    """Of the shop's own database user."""
    return secrets.derive("database-password")


def admin_password(secrets: Secrets) -> str:
    """Of the shop's first administrator."""
    return secrets.derive("admin-password")


def probe_key(secrets: Secrets) -> str:
    """Marks the platform's own orders, which the shop removes again."""
    return secrets.derive("probe-key")


def database_secret(spec: StoreSpec, secrets: Secrets) -> Manifest:
    """For the database only."""
    values = {
        "MARIADB_ROOT_PASSWORD": secrets.derive("database-root-password"),
        "MARIADB_PASSWORD": database_password(secrets),
    }
    return secret(spec, "database", values, component="database")


def web_secret(spec: StoreSpec, secrets: Secrets) -> Manifest:
    """For the shop and its setup."""
    values = {
        "DATABASE_PASSWORD": database_password(secrets),
        "SHOP_SALT": secrets.derive("salt", 64),
        "SHOP_PROBE_KEY": probe_key(secrets),
    }
    return secret(spec, "web", values, component="web")


def setup_secret(spec: StoreSpec, secrets: Secrets) -> Manifest:
    """For the setup only, and sent with it only: the running shop never sees the administrator's password."""
    return secret(spec, "setup", {"ADMIN_PASSWORD": admin_password(secrets)}, component="setup")
