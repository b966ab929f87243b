"""R23 on a real API server: worker and reconciler under libfaketime, whose clock jumps by an hour and back."""

import os
import subprocess
import sys
import time
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import aiohttp
import pytest

from services.reconciler.observe import METADATA_KINDS
from shared.domain.observation import namespace_view
from shared.engines.registry import engine
from shared.engines.secrets import Secrets
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import JOB, NAMESPACE, POD, ROLE_BINDING, SECRET
from tests.cluster.installed import Installed
from tests.cluster.place import ON_A_CLUSTER, on_the_cluster
from tests.stack import Stack
from tests.waiting import until

LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)

pytestmark = [
    *ON_A_CLUSTER,
    pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not here: apt-get install faketime"),
]

ROUTED = {"kind": "HTTPRoute", "gateway": {"name": "shops", "namespace": "gateways"}}
PASSES = 10
COUNTED = 'storeyard_reconcile_passes_total{outcome="done"}'


class Clock:
    """The wall clock of the processes that were started with `variables`; clocks that only count are left alone."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.jump("+0")

    def jump(self, offset: str) -> None:
        """Replaces the file in one step, since the library reads it at any time."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{offset}\n")
        new.replace(self.file)

    @property
    def variables(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


@pytest.mark.parametrize("offset", [3600, -3600])
def test_the_wall_clock_of_those_processes_jumps_and_the_one_that_counts_does_not(tmp_path: Path, offset: int) -> None:
    clock = Clock(tmp_path)
    clock.jump(f"{offset:+}")
    asks = "import time; print(time.time(), time.clock_gettime(time.CLOCK_BOOTTIME), time.monotonic())"
    command = [sys.executable, "-c", asks]
    told = subprocess.run(command, env=os.environ | clock.variables, capture_output=True, text=True, check=True).stdout
    wall, *counting = (float(word) for word in told.split())
    assert wall - time.time() == pytest.approx(offset, abs=60)
    assert counting == pytest.approx([time.clock_gettime(time.CLOCK_BOOTTIME), time.monotonic()], abs=60)


async def test_r23_a_clock_that_jumps_by_an_hour_writes_nothing_and_changes_no_result(
    release: Installed, tmp_path: Path
) -> None:
    clock = Clock(tmp_path)
    first, later = (f"clock-{token_hex(4)}" for _ in range(2))
    async with _under(clock, release) as (stack, gateway), stack.client() as ada:
        ordered = await ada.create(first, "medusa")
        await ada.reaches(first, "Ready", 120)
        before = await _settled(gateway, first, stack)
        for offset in ("+3600", "-3600"):
            clock.jump(offset)
            await _passes(stack, PASSES)
            assert await _versions(gateway, first) == before
        await _apply_again(gateway, first, stack)
        assert await _versions(gateway, first) == before
        again = await ada.create(later, "medusa")
        store = await ada.reaches(later, "Ready", 120)
        assert 0 <= _seconds(store["createdAt"], store["readyAt"]) < 120
        for name, uid in ((first, ordered["uid"]), (later, again["uid"])):
            receipt = await ada.delete(name, uid, 120)
            assert 0 < receipt["seconds"] < 120


def _under(clock: Clock, release: Installed) -> AbstractAsyncContextManager[tuple[Stack, Gateway]]:
    """Certificates of this cluster are younger than an hour, so a clock that is set back would not take them."""
    told = {"STORES__EXPOSURE": release.exposure(**ROUTED)}
    variables = {}
    for service in ("worker", "reconciler"):
        path = release.kubeconfig(service, **{"insecure-skip-tls-verify": True})
        own = path.with_suffix(".unverified")
        own.write_text(path.read_text())
        variables[service] = clock.variables | {"STOREYARD_KUBERNETES__KUBECONFIG": str(own)}
    return on_the_cluster(release, settings=told, variables=variables)


def _seconds(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()


async def _settled(gateway: Gateway, name: str, stack: Stack) -> dict[str, str]:
    """What stands there when the controllers have come to rest too: the same before and after two passes."""
    found = {"": ""}

    async def rests() -> bool:
        nonlocal found
        before = await _versions(gateway, name)
        await _passes(stack, 2)
        found = await _versions(gateway, name)
        return found == before

    await until(rests, "the store is converged", 60)
    return found


async def _versions(gateway: Gateway, name: str) -> dict[str, str]:
    """The resourceVersion of the namespace and of every object in it."""
    namespace = f"store-{name}"
    found = [await gateway.get(NAMESPACE, namespace)]
    for kind in (*METADATA_KINDS, SECRET, ROLE_BINDING, POD, JOB):
        listing = await gateway.list(kind, namespace=namespace)
        found += [{**item, "kind": kind.kind} for item in listing.items]
    return {f"{o['kind']}/{o['metadata']['name']}": o["metadata"]["resourceVersion"] for o in found}


async def _passes(stack: Stack, count: int) -> None:
    """Waits for so many whole passes of the reconciler."""
    end = await _passed(stack) + count + 1

    async def passed() -> bool:
        return await _passed(stack) >= end

    await until(passed, f"{count} passes", 90)


async def _passed(stack: Stack) -> float:
    address = f"http://127.0.0.1:{stack.port('reconciler')}/metrics"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        lines = (await answer.text()).splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(COUNTED))


async def _apply_again(gateway: Gateway, name: str, stack: Stack) -> None:
    """As a further attempt would."""
    spec = namespace_view(await gateway.get(NAMESPACE, f"store-{name}")).spec
    secrets = Secrets((stack.folder / "master-key").read_bytes(), spec)
    for manifest in engine(spec.engine).manifests(spec, secrets, setup=None):
        await gateway.apply(manifest)
