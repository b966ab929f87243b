"""What the sentences share: namespaces of their own, calls that the gateway refuses to send, waiting."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import orjson

from shared.domain.types import Manifest
from shared.kubernetes import kinds
from shared.kubernetes.calls import Call, watch as watch_call
from shared.kubernetes.client import Connection
from shared.kubernetes.errors import NotFound
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import Kind

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds: a real namespace controller takes up to ten, a busy machine more."""
OTHER = "somebody-else"


async def eventually(look: Callable[[], Awaitable[T]], within: float = PATIENCE) -> T:
    """The first truthy answer."""
    deadline = time.monotonic() + within
    while True:
        found = await look()
        if found:
            return found
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.05)


def unique(prefix: str = "store-contract") -> str:
    return f"{prefix}-{secrets.token_hex(5)}"


class Server:
    """One API server and what a test left there."""

    def __init__(self, gateway: Gateway, connection: Connection) -> None:
        self.gateway = gateway
        self._connection = connection
        self._made: list[str] = []

    def name(self) -> str:
        """A namespace's name that nobody has; it is deleted after the test if it came into being."""
        self._made.append(unique())
        return self._made[-1]

    async def namespace(self, **metadata: Any) -> str:
        name = self.name()
        await self.gateway.create(namespace_object(name, **metadata))
        return name

    async def clean_up(self) -> None:
        for name in self._made:
            found = await self.gateway.find(kinds.NAMESPACE, name)
            if found and found["metadata"].get("finalizers"):
                await self.send(
                    "PATCH", f"/api/v1/namespaces/{name}", {"metadata": {"finalizers": None}}, "merge-patch+json"
                )
            if found:
                await self.gateway.delete(kinds.NAMESPACE, name)

    async def send(self, method: str, path: str, body: object = None, content: str = "json", **query: str) -> Manifest:
        """Any call at all, once, as somebody else."""
        call = Call(
            verb=method.lower(),
            kind="",
            method=method,
            path=path,
            query={"fieldManager": OTHER, **query} if method in ("POST", "PUT", "PATCH") else query,
            body=None if body is None else orjson.dumps(body),
            content_type=f"application/{content}",
        )
        async with self._connection.open(call, within=10) as response:
            answer: Manifest = orjson.loads(await response.read())
            return answer

    async def apply(self, manifest: Manifest, manager: str = OTHER, *, force: bool = True) -> Manifest:
        """Server-side apply as another manager than the gateway's."""
        kind = kinds.kind_of(manifest)
        metadata = manifest["metadata"]
        path = kind.path(metadata.get("namespace"), metadata["name"])
        query = {"fieldManager": manager, **({"force": "true"} if force else {})}
        return await self.send("PATCH", path, manifest, "apply-patch+yaml", **query)

    async def events(
        self,
        kind: Kind,
        version: int,
        *,
        namespace: str | None = None,
        selector: str = "",
        seconds: int = 20,
        metadata_only: bool = False,
    ) -> AsyncIterator[Manifest]:
        """The lines of one watch, until the server ends it."""
        call = watch_call(kind, namespace, selector, metadata_only=metadata_only, version=version, seconds=seconds)
        async with self._connection.open(call, within=10, silence=seconds + 10) as response:
            async for line in response.content:
                yield orjson.loads(line)

    async def gone(self, kind: Kind, name: str, namespace: str | None = None) -> None:
        """Wait until it is not there any more."""

        async def missing() -> bool:
            return await self.gateway.find(kind, name, namespace) is None

        await eventually(missing)

    async def until(self, kind: Kind, name: str, namespace: str | None, holds: Callable[[Manifest], Any]) -> Manifest:
        """Wait until it is there and the condition holds."""

        async def look() -> Manifest | None:
            try:
                found = await self.gateway.get(kind, name, namespace)
            except NotFound:
                return None
            return found if holds(found) else None

        return await eventually(look)  # type: ignore[return-value]


def namespace_object(name: str, **metadata: Any) -> Manifest:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, **metadata}}


def version(manifest: Manifest) -> int:
    return int(manifest["metadata"]["resourceVersion"])
