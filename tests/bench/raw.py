"""The other side: the same objects by a bare asyncio loop, which guarantees nothing, and by `kubectl apply`."""

import asyncio
import json
import os
import resource
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import aiohttp
import orjson

from shared.domain.store import Exposure, PlatformDefaults, StoreOrder, StoreSpec, pin
from shared.domain.types import Manifest, Uid
from shared.engines import tenancy
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES, engine
from shared.engines.secrets import Secrets
from shared.kubernetes.client import Connection, connect
from shared.kubernetes.kinds import kind_of
from shared.kubernetes.order import MANAGER, in_waves

STORES_AT_ONCE = 16
APPLIES_AT_ONCE = 8
"""What the bare loop is fastest with on a real API server (of 2, 4 and 16 stores, with 1, 4 and 8 applies of each)."""
KUBECTL = "STOREYARD_KUBECTL"
_SERVER_SIDE = ("--server-side", "--force-conflicts")
KUBECTL_WAYS = {
    "cluster": {"kubectl apply": (), "kubectl apply --server-side": _SERVER_SIDE},
    "simulator": {"kubectl apply --server-side": (*_SERVER_SIDE, "--validate=false")},
}
"""As people use it, and the way that is nearest to ours; the simulator has no schema to validate against."""


@dataclass(frozen=True)
class Spent:
    """Seconds that one side took, and CPU seconds of what sent the requests."""

    stores: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.stores / self.seconds


def objects_of(name: str, number: int, installation: str) -> list[Manifest]:
    """What a provisioning of that store applies, namespace and binding first."""
    spec = _spec(name, ("woocommerce", "medusa")[number % 2], installation)
    manifests = engine(spec.engine).manifests(spec, Secrets(b"k" * 64, spec), setup=1)
    waves = in_waves(manifests)
    return [tenancy.namespace(spec), tenancy.role_binding(spec), *(one for wave in waves for one in wave)]


def _spec(name: str, kind: str, installation: str) -> StoreSpec:
    defaults = PlatformDefaults(
        installation=installation,
        scheme="http",
        base_domain="localhost",
        port=None,
        exposure=Exposure(),
        storage_class=None,
        image_pull_secrets=(),
    )
    order = StoreOrder(name=name, engine=kind)
    release, plan = ENGINES[kind].release, PLANS["small"]
    return pin(order, uid=Uid(token_hex(16)), owner="admin", release=release, plan=plan, defaults=defaults)


async def by_raw_loop(kubeconfig: Path, stores: Sequence[Sequence[Manifest]]) -> Spent:
    """Every object of every store, sent as fast as answers come; nothing is claimed, watched, retried or recorded."""
    slots = asyncio.Semaphore(STORES_AT_ONCE)
    bodies = [[(_path(one), orjson.dumps(one)) for one in objects] for objects in stores]
    async with connect(kubeconfig) as connection:
        began, cpu = time.monotonic(), time.process_time()
        await asyncio.gather(*(_store(connection, slots, objects) for objects in bodies))
        return Spent(len(stores), time.monotonic() - began, time.process_time() - cpu)


def _path(manifest: Manifest) -> str:
    metadata = manifest["metadata"]
    return kind_of(manifest).path(metadata.get("namespace"), metadata["name"])


async def _store(connection: Connection, slots: asyncio.Semaphore, objects: list[tuple[str, bytes]]) -> None:
    async with slots:
        (path, body), *rest = objects
        await _send(connection, "POST", path.rpartition("/")[0], body, "application/json")
        inside = asyncio.Semaphore(APPLIES_AT_ONCE)

        async def one(path: str, body: bytes) -> None:
            async with inside:
                await _send(connection, "PATCH", path, body, "application/apply-patch+yaml")

        await asyncio.gather(*(one(*each) for each in rest))


async def _send(connection: Connection, method: str, path: str, body: bytes, content: str) -> None:
    query = {"fieldManager": MANAGER} | ({"force": "true"} if method == "PATCH" else {})
    headers = {"Content-Type": content}
    address = f"{connection.configuration.host}{path}"
    while True:
        async with connection.session.request(method, address, params=query, data=body, headers=headers) as answer:
            text = await answer.read()
            if answer.ok:
                return
            if answer.status != 409 or b"resourcequotas" not in text:
                raise aiohttp.ClientError(f"{method} {path}: {answer.status} {text[:200]!r}")


def kubectl_program(given: str | None = None) -> Path | None:
    """kubectl: the one given, the test cluster's, or the one on PATH."""
    cache = Path(os.environ.get("STOREYARD_CACHE") or Path.home() / ".cache" / "storeyard")
    built = sorted(cache.glob("cluster/kubernetes-*/bin/kubectl"))
    found = given or os.environ.get(KUBECTL) or (str(built[-1]) if built else shutil.which("kubectl"))
    return Path(found) if found else None


async def by_kubectl(
    program: Path, kubeconfig: Path, flags: Sequence[str], stores: Sequence[Sequence[Manifest]], folder: Path
) -> Spent:
    """`kubectl apply` of one file a store, as many processes at once as there are cores."""
    files = []
    for number, objects in enumerate(stores):
        file = folder / f"store-{number}.json"
        file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)}))
        files.append(file)
    slots = asyncio.Semaphore(os.cpu_count() or 1)
    began, cpu = time.monotonic(), _children()
    calls = [(str(program), "--kubeconfig", str(kubeconfig), "apply", *flags, "--filename", str(f)) for f in files]
    await asyncio.gather(*(_kubectl(call, slots) for call in calls))
    return Spent(len(stores), time.monotonic() - began, _children() - cpu)


async def _kubectl(call: Sequence[str], slots: asyncio.Semaphore) -> None:
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    async with slots:
        process = await asyncio.create_subprocess_exec(*call, stdout=nowhere, stderr=pipe)
        _, errors = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"kubectl apply: {errors.decode()[-500:]}")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
