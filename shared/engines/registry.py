"""The engines that exist; the one list to extend."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.domain.errors import PermanentError
from shared.domain.store import Release, StoreSpec
from shared.engines.base import Component, Engine
from shared.engines.medusa import Medusa
from shared.engines.woocommerce import WooCommerce

_ALL: Final[tuple[Engine, ...]] = (WooCommerce(), Medusa())
ENGINES: Final[Mapping[str, Engine]] = MappingProxyType({one.id: one for one in _ALL})


class UnknownEngine(PermanentError):
    """No engine has that id; the text names those that exist."""


class UnknownImage(PermanentError):
    """A setting replaces an image that no engine has; the text names those that exist."""


def engine(name: str) -> Engine:
    """The engine of that id, or `UnknownEngine`."""
    try:
        return ENGINES[name]
    except KeyError:
        raise UnknownEngine(f"There is no engine “{name}”. Choose one of: {', '.join(ENGINES)}.") from None


def components_of(spec: StoreSpec) -> tuple[Component, ...]:
    """What must be up in that store; nothing is known of one whose engine this release lacks, as beside a newer one."""
    found = ENGINES.get(spec.engine)
    return found.components if found else ()


def admin_url_of(spec: StoreSpec) -> str:
    """Where the merchant runs that shop; empty where this release lacks its engine."""
    found = ENGINES.get(spec.engine)
    return found.admin_url(spec) if found else ""


def release_with(name: str, images: Mapping[str, str]) -> Release:
    """That engine's release with the references that settings give instead.

    Keys are `<engine>.<image>`, as `woocommerce.database`; the bare `<engine>` is its own image, `<engine>.web`.
    """
    _check(images)
    release = engine(name).release
    wanted = {key: images.get(f"{name}.{key}", reference) for key, reference in release.images.items()}
    if name in images:
        wanted["web"] = images[name]
    return release.model_copy(update={"images": wanted})


def _check(images: Mapping[str, str]) -> None:
    known = {*ENGINES, *(f"{one.id}.{key}" for one in ENGINES.values() for key in one.release.images)}
    strangers = sorted(set(images) - known)
    if strangers:
        raise UnknownImage(f"No engine has the image {', '.join(strangers)}. These exist: {', '.join(sorted(known))}.")
