"""The shops of stores on a cluster whose pods run nothing: the simulator has the same objects and answers for them.

kwok makes pods Ready but starts no container, so no shop answers there. `shop_gateway` points at the simulator's shop
server, which knows a shop only from its objects; this copies them over, built by the same builders from the same spec.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shared.domain.labels import selector
from shared.domain.naming import namespace_of
from shared.domain.observation import Unreadable, namespace_view
from shared.domain.status import NamespaceView
from shared.domain.types import Manifest
from shared.engines import tenancy
from shared.engines.registry import engine
from shared.engines.secrets import Secrets
from shared.kubernetes.client import connect
from shared.kubernetes.errors import Conflict, KubernetesError
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import JOB, NAMESPACE, POD
from shared.kubernetes.order import in_waves


async def mirror(real: Path, simulated: Path, *, installation: str, master_key: bytes) -> None:
    """Copies each store that appears, until it is cancelled."""
    done: set[str] = set()
    async with connect(real) as one, connect(simulated) as other:
        source, target = Gateway(one), Gateway(other)
        while True:
            with _told():
                listing = await source.list(NAMESPACE, selector=selector(installation))
                views = [view for item in listing.items if (view := _readable(item))]
                for view in [view for view in views if view.uid not in done]:
                    with _told():  # this one again in the next round, and the others now
                        if await _is_up(source, namespace_of(view.name)):
                            await _copy(target, view, master_key)
                            done.add(view.uid)
            await asyncio.sleep(0.1)


def _readable(item: Manifest) -> NamespaceView | None:
    """None for namespaces that tests of the fence make with our labels and nothing else."""
    try:
        return namespace_view(item)
    except Unreadable:
        return None


@contextmanager
def _told() -> Iterator[None]:
    """What fails is tried again, and shows when the test fails for it."""
    try:
        yield
    except KubernetesError as error:
        sys.stderr.write(f"mirror: {error}\n")


async def _is_up(source: Gateway, namespace: str) -> bool:
    """No shop answers before its own pods and its setup are done, whatever its copy could do."""
    jobs = (await source.list(JOB, namespace=namespace)).items
    pods = (await source.list(POD, namespace=namespace)).items
    conditions = [c for item in jobs + pods for c in item.get("status", {}).get("conditions") or ()]
    done = sum(c["type"] == "Complete" and c["status"] == "True" for c in conditions)
    ready = sum(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
    return bool(jobs) and done == len(jobs) and ready + done >= len(pods)


async def _copy(target: Gateway, view: NamespaceView, master_key: bytes) -> None:
    with suppress(Conflict):  # a copy that was interrupted goes on
        await target.create(tenancy.namespace(view.spec))
    secrets = Secrets(master_key, view.spec)
    for wave in in_waves(engine(view.spec.engine).manifests(view.spec, secrets, setup=1)):
        await asyncio.gather(*(target.apply(manifest) for manifest in wave))
