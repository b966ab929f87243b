"""Watches the namespaces of an installation from outside, and notes when each store got how far."""

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from shared.domain.labels import STATUS, annotations_of, selector
from shared.domain.types import Manifest
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from shared.kubernetes.watch import Changed, Deleted, Listed, watch
from tests.waiting import until

PATIENCE = 900.0


@dataclass
class Spectator:
    """Monotonic times at which a namespace was first seen, applied, sold in, and gone, by its store's name."""

    gateway: Gateway
    installation: str
    seen: dict[str, float] = field(default_factory=dict)
    applied: dict[str, float] = field(default_factory=dict)
    ready: dict[str, float] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)
    changes: int = 0
    listed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Watches until it is cancelled."""
        async for event in watch(self.gateway, NAMESPACE, selector=selector(self.installation), project=_told):
            match event:
                case Listed(items=items):
                    for item in items:
                        self._note(item)
                    self.listed.set()
                case Changed(object=item):
                    self._note(item)
                case Deleted(object=item):
                    self.gone.setdefault(item["name"], time.monotonic())

    def _note(self, told: Manifest) -> None:
        self.changes += 1
        for known, word in ((self.seen, "seen"), (self.applied, "applied"), (self.ready, "ready")):
            if told[word]:
                known.setdefault(told["name"], time.monotonic())

    async def until_applied(self, names: Collection[str]) -> float:
        """When the last of them was applied."""
        return await self._all(names, self.applied, "applied")

    async def until_ready(self, names: Collection[str]) -> float:
        """When the last of them sold."""
        return await self._all(names, self.ready, "ready")

    async def until_gone(self, names: Collection[str]) -> float:
        """When the last of them was gone."""
        return await self._all(names, self.gone, "gone")

    async def _all(self, names: Collection[str], known: dict[str, float], word: str) -> float:
        def there() -> bool:
            return all(name in known for name in names)

        await until(there, f"{len(names)} stores are {word}", PATIENCE)
        return max((known[name] for name in names), default=time.monotonic())

    async def until_quiet(self, seconds: float = 3.0) -> None:
        """Until no namespace changed for so long."""
        last, since = self.changes, time.monotonic()

        def quiet() -> bool:
            nonlocal last, since
            if self.changes != last:
                last, since = self.changes, time.monotonic()
            return time.monotonic() - since >= seconds

        await until(quiet, "nothing changes any more", PATIENCE)


def _told(item: Manifest) -> Manifest:
    """What counts of one version; a status is long, so it is searched and not parsed."""
    status = annotations_of(item).get(STATUS, "")
    told = {"seen": True, "applied": "AllObjectsApplied" in status, "ready": "PurchaseWorks" in status}
    return {"name": item["metadata"]["name"].removeprefix("store-"), **told}
