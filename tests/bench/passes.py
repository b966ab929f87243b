"""How long a pass of the reconciler over a converged installation takes, beside the bare LIST of its namespaces."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.reconciler.endings import Endings
from services.reconciler.execute import Executor
from services.reconciler.loop import Reconciler
from services.reconciler.observe import METADATA_KINDS
from services.reconciler.view import ClusterView
from shared.domain.labels import selector
from shared.jobqueue import job_queue
from shared.kubernetes.clock import boottime
from shared.kubernetes.kinds import NAMESPACE
from shared.repository import connect, repository
from shared.settings import Settings
from tests.bench.installation import Installation
from tests.waiting import until


@dataclass(frozen=True)
class Passes:
    """Seconds of each pass and of each LIST, taken in turn, and what the passes did."""

    passes: list[float]
    lists: list[float]
    jobs: int
    writes: int


async def passes(it: Installation, rounds: int = 10) -> Passes:
    """A second reconciler in this process (two side by side are allowed), once its view is whole."""
    async with _reconciler(it) as reconciler:
        await reconciler.pass_once()
        before = await _versions(it)
        took: list[float] = []
        lists: list[float] = []
        jobs = 0
        for _ in range(rounds):
            began = time.perf_counter()
            jobs += await reconciler.pass_once()
            took.append(time.perf_counter() - began)
            began = time.perf_counter()
            await it.gateway.list(NAMESPACE, selector=selector(it.installation))
            lists.append(time.perf_counter() - began)
        after = await _versions(it)
        return Passes(took, lists, jobs, writes=len(after ^ before) // 2)


@asynccontextmanager
async def _reconciler(it: Installation) -> AsyncIterator[Reconciler]:
    settings = _settings(it)
    redis = connect(settings.redis.url, None)
    state = repository(redis, settings.redis.prefix)
    system = await it.gateway.get(NAMESPACE, "kube-system")
    reconciler = Reconciler(
        settings=settings,
        gateway=it.gateway,
        repository=state,
        view=ClusterView(),
        endings=Endings(it.gateway, state, 86_400),
        executor=Executor(job_queue(redis, settings.redis.prefix, settings.job_key), boottime),
        clock=boottime,
        cluster=system["metadata"]["uid"],
        version="bench",
    )
    watching = asyncio.create_task(reconciler.observer.run())
    try:
        await until(lambda: len(reconciler.view.listed) == len(METADATA_KINDS) + 3, "the view is whole", 120)
        yield reconciler
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await redis.aclose()


def _settings(it: Installation) -> Settings:
    return Settings.model_validate(
        {
            "installation": it.installation,
            "job_key_file": it.stack.folder / "job-key",
            "redis": {"url": f"unix://{it.stack.socket}"},
        }
    )


async def _versions(it: Installation) -> set[tuple[str, str]]:
    """Each namespace at its version: what a pass or a job wrote shows here."""
    listing = await it.gateway.list(NAMESPACE, selector=selector(it.installation), metadata_only=True)
    return {(item["metadata"]["name"], item["metadata"]["resourceVersion"]) for item in listing.items}
