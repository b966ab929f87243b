"""List, then watch, for ever: the view of one kind that survives whatever an API server does.

kubernetes_asyncio's own loop retries a 410 with the same version, hands out the text of a 429 as an event and
reconnects without a pause (measured), hence this one.
"""

import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import orjson

from shared.domain.types import Manifest
from shared.kubernetes import calls
from shared.kubernetes.errors import Gone, KubernetesError, Unreachable, error_for
from shared.kubernetes.gateway import Gateway, named
from shared.kubernetes.kinds import Kind
from shared.kubernetes.order import version_of
from shared.kubernetes.pace import Pace

LIFETIME = 300.0
"""Seconds (give or take a fifth) until the server is asked to end a watch, so that watches spread over API servers."""

GRACE = 10.0
"""Seconds beyond its lifetime after which a watch that says nothing is taken for dead."""

PATIENCE = 3
"""Fruitless rounds after which even a version that nobody called too old is given up and all is listed again."""


@dataclass(frozen=True)
class Listed:
    """All there is at `resource_version`; what is not in `items` does not exist any more."""

    items: list[Manifest]
    resource_version: int


@dataclass(frozen=True)
class Changed:
    """An object that is new or different."""

    object: Manifest
    resource_version: int


@dataclass(frozen=True)
class Deleted:
    """The last state of an object that is gone, or that the selector no longer matches."""

    object: Manifest
    resource_version: int


@dataclass(frozen=True)
class Bookmark:
    """Nothing that we ask for has changed up to `resource_version`."""

    resource_version: int


Event = Listed | Changed | Deleted | Bookmark


@dataclass(frozen=True)
class _Subject:
    """What is watched, and what is kept of it."""

    gateway: Gateway
    kind: Kind
    namespace: str | None
    selector: str
    metadata_only: bool
    project: Callable[[Manifest], Manifest]
    lifetime: float

    async def listed(self) -> Listed:
        """One consistent list, reduced page by page; tried once, since the pace is the loop's."""
        items: list[Manifest] = []
        version = 0
        pages = self.gateway.pages(
            self.kind,
            namespace=self.namespace,
            selector=self.selector,
            metadata_only=self.metadata_only,
            retry=False,
        )
        async for page in pages:
            kept = [self.project(item) for item in page.items]
            items = kept if page.first else items + kept
            version = page.resource_version
        return Listed(items, version)

    async def events(self, version: int) -> AsyncGenerator[Changed | Deleted | Bookmark, None]:
        """What happens after `version`, until the server ends it."""
        seconds = self.lifetime * random.uniform(0.8, 1.2)
        call = calls.watch(
            self.kind,
            self.namespace,
            self.selector,
            metadata_only=self.metadata_only,
            version=version,
            seconds=max(1, round(seconds)),
        )
        async with self.gateway.stream(call, silence=seconds + GRACE) as chunks:
            async for line in _lines(chunks.iter_any()):
                yield self._event(line)

    def _event(self, line: bytes) -> Changed | Deleted | Bookmark:
        try:
            said = orjson.loads(line)
            what, item = said["type"], said["object"]
            if what == "ERROR":
                raise error_for(item["code"], orjson.dumps(item), {}, call=f"watch {self.kind.kind}")
            version = version_of(item)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise Unreachable(f"watch {self.kind.kind}: a line is no event") from error
        if what == "BOOKMARK":
            return Bookmark(version)
        made = Deleted if what == "DELETED" else Changed
        return made(self.project(named(item, self.kind)), version)


async def watch(
    gateway: Gateway,
    kind: Kind,
    *,
    selector: str = "",
    namespace: str | None = None,
    metadata_only: bool = False,
    project: Callable[[Manifest], Manifest] = lambda item: item,
    on_error: Callable[[KubernetesError], None] = lambda _error: None,
    pace: Pace | None = None,
    lifetime: float = LIFETIME,
) -> AsyncGenerator[Event, None]:
    """Everything that happens to a kind, without an end: a `Listed` first and after every gap, then each change.

    `project` reduces each object as it arrives (27 000 whole objects do not fit where their digests do). Errors go
    to `on_error` and are never raised; after a refusal (401, 403) too it tries again, more slowly.
    """
    subject = _Subject(gateway, kind, namespace, selector, metadata_only, project, lifetime)
    loop = _Loop(subject, pace or Pace())
    while True:
        await loop.pace.turn()
        try:
            async with aclosing(loop.round()) as events:
                async for event in events:
                    yield event
        except KubernetesError as error:
            on_error(error)
            loop.failed(error)


@dataclass
class _Loop:
    """How far the view has come; `version` is None where only a list can go on."""

    subject: _Subject
    pace: Pace
    version: int | None = None

    async def round(self) -> AsyncGenerator[Event, None]:
        """A list if one is needed, then one watch to its end."""
        if self.version is None:
            listed = await self.subject.listed()
            self.version = listed.resource_version
            yield listed
        begun = self.version
        async with aclosing(self.subject.events(begun)) as events:
            async for event in events:
                self.version = event.resource_version
                self.pace.succeeded()
                yield event
        if self.version == begun:
            self.failed()

    def failed(self, error: KubernetesError | None = None) -> None:
        """A round brought nothing new or broke; without an `error` the server merely had nothing to say."""
        self.pace.failed(error.delay if error else None)
        if isinstance(error, Gone) or self.pace.failures >= PATIENCE:
            self.version = None


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Whole lines of any length; a half one at the end is dropped, since the next watch brings it again."""
    parts: list[bytes] = []
    async for chunk in chunks:
        *whole, rest = chunk.split(b"\n")
        if whole:
            whole[0] = b"".join([*parts, whole[0]])
            parts = []
        parts.append(rest)
        for line in filter(None, whole):
            yield line
