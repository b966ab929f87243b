"""What every job of a worker is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import aiohttp

from shared.domain.check import freed, hindered
from shared.domain.errors import PermanentError
from shared.domain.failure import Failure
from shared.domain.labels import UID, labels_of
from shared.domain.naming import namespace_of
from shared.domain.observation import namespace_view
from shared.domain.status import NamespaceView, StoreStatus
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.secrets import Secrets, key_id
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from shared.repository import Repository
from shared.settings import Settings

NO_LABELS: Mapping[str, str] = MappingProxyType({})


class KeyUnknown(PermanentError):
    """The spec names a master key that this worker does not hold; nothing is changed (law 7)."""


@dataclass(frozen=True)
class Tools:
    """The worker's hands: cluster, state, shops, keys. Holds no truth of its own."""

    settings: Settings
    gateway: Gateway
    repository: Repository
    shops: aiohttp.ClientSession
    clock: Callable[[], float]
    doubt: Callable[[], None] = lambda: None
    """Called when a job ended in a way that the preflight may explain."""

    @property
    def now(self) -> float:
        """Unix seconds by the API server's clock (law 10)."""
        return self.gateway.now().timestamp()

    @property
    def epoch(self) -> int:
        """The epoch of the read model that this job works in."""
        return self.repository.mark.memory.epoch

    def secrets(self, spec: StoreSpec) -> Secrets | None:
        """The store's derived secrets, or None when this worker does not hold the key that the spec names."""
        key = self.settings.master_key
        return Secrets(key, spec) if spec.key_id in ("", key_id(key)) else None

    def require_secrets(self, spec: StoreSpec) -> Secrets:
        """The same, or `KeyUnknown`."""
        found = self.secrets(spec)
        if found is None:
            raise KeyUnknown(
                f"“{spec.name}” was made with master key {spec.key_id}, which this worker does not hold "
                f"(it holds {key_id(self.settings.master_key)}); nothing was changed."
            )
        return found

    async def find(self, name: str) -> Manifest | None:
        """The namespace of that store's name, whoever it belongs to."""
        return await self.gateway.find(NAMESPACE, namespace_of(name))

    async def find_own(self, name: str, uid: str) -> NamespaceView | None:
        """The namespace of that very store."""
        found = await self.find(name)
        return namespace_view(found) if found and labels_of(found).get(UID) == uid else None

    async def patch(
        self, view: NamespaceView, annotations: dict[str, str | None], labels: Mapping[str, str] = NO_LABELS
    ) -> NamespaceView:
        """Writes annotations over this very version of the namespace (law 3), and publishes what it says then.

        With `labels` it puts those back in the same write: the fence lets no other one pass that leaves them lost.

        Raises `NotFound` when it is gone and `Conflict` when somebody wrote in between: read and decide again.
        """
        body = {"metadata": {"annotations": annotations} | ({"labels": labels} if labels else {})}
        written = await self.gateway.merge_patch(
            NAMESPACE, namespace_of(view.name), body, resource_version=view.resource_version
        )
        after = namespace_view(written)
        await self.repository.stores.publish_namespace(self.epoch, after)
        return after

    async def say(self, uid: str, text: str) -> None:
        """Tells listeners what is happening right now."""
        await self.repository.stores.progress(uid, text)

    async def hindered(self, uid: str, failure: Failure) -> None:
        """Tells why nothing is done, where that must not be written into the namespace; the next check replaces it."""
        record = await self.repository.stores.by_uid(uid)
        if record is None:
            return
        news = record.check is None or record.check.failure != failure
        await self.repository.stores.checked(uid, hindered(record.check, failure, self.now), tell=news)

    async def freed(self, uid: str) -> None:
        """Takes back what was told by `hindered`: it does not hinder us any more."""
        record = await self.repository.stores.by_uid(uid)
        if record is not None and record.check is not None and record.check.failure is not None:
            await self.repository.stores.checked(uid, freed(record.check), tell=True)


def innermost(error: Exception) -> Exception:
    """The first error of a group: the requests of a wave are sent together and fail together."""
    return innermost(error.exceptions[0]) if isinstance(error, ExceptionGroup) else error


def dumped(status: StoreStatus) -> str:
    """The status as it stands in the annotation: what is not set is left out, to stay small."""
    return status.model_dump_json(exclude_defaults=True)
