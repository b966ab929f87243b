"""`python -m services.reconciler`: keeps the read model true and asks for what the state asks for."""

import asyncio
from contextlib import suppress

import structlog

from services.reconciler.endings import Endings
from services.reconciler.execute import Executor
from services.reconciler.loop import Reconciler
from services.reconciler.plan import FRESH
from services.reconciler.preflight import checks
from services.reconciler.view import ClusterView
from shared.domain.errors import StoreyardError, TemporaryError
from shared.domain.jobs import Lane
from shared.jobqueue import JobQueue, job_queue
from shared.kubernetes.client import Connection, connect as connect_cluster
from shared.kubernetes.clock import boottime
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.identity import identity
from shared.observability.metrics import PASSES, PHASES, QUEUE_AGE, observe_kubernetes
from shared.preflight import Preflight
from shared.process import end, rim, run
from shared.repository import Repository
from shared.repository.mark import OtherCluster, RedisAway
from shared.settings import Settings

GLANCE = 1.0
"""Seconds between looks at the mark: while it is missing everybody is answered 503, so a period is too long."""

log = structlog.get_logger()


async def main(settings: Settings) -> None:
    """Wires the reconciler and runs it until SIGTERM; nothing needs to be saved."""
    preflight = Preflight()
    async with (
        rim(settings, "reconciler", preflight) as (stop, state),
        connect_cluster(settings.kubernetes.kubeconfig) as connection,
    ):
        running = asyncio.create_task(_run(settings, connection, state, preflight))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        await end(running)


async def _run(settings: Settings, connection: Connection, state: Repository, preflight: Preflight) -> None:
    limits = settings.kubernetes
    gateway = Gateway(connection, timeout=limits.timeout, budget=limits.budget, observe=observe_kubernetes)
    cluster = await identity(gateway)
    queue = job_queue(state.redis, settings.redis.prefix, settings.job_key)
    reconciler = Reconciler(
        settings=settings,
        gateway=gateway,
        repository=state,
        view=ClusterView(),
        endings=Endings(gateway, state, settings.reconciler.receipt_seconds),
        executor=Executor(queue, boottime),
        clock=boottime,
        cluster=cluster.uid,
        version=cluster.version,
    )
    async with asyncio.TaskGroup() as group:
        name = settings.process_name or "reconciler"
        group.create_task(preflight.run(name, state, checks(gateway, settings.stores)))
        group.create_task(reconciler.observer.run())
        group.create_task(reconciler.show_workloads())
        group.create_task(_passes(reconciler, settings))


async def _passes(reconciler: Reconciler, settings: Settings) -> None:
    """A pass after news (gathered for `debounce`) and every `period` seconds."""
    news, timing = reconciler.observer.news, settings.reconciler
    while True:
        news.clear()
        await _one_pass(reconciler)
        if await _comes(news, reconciler, FRESH if reconciler.is_awaited else timing.period):
            await asyncio.sleep(timing.debounce)


async def _comes(news: asyncio.Event, reconciler: Reconciler, within: float) -> bool:
    """Whether there was news within so many seconds; a lost read model ends the wait early."""
    while within > 0:
        try:
            await asyncio.wait_for(news.wait(), min(within, GLANCE))
        except TimeoutError:
            within -= GLANCE
        else:
            return True
        if await reconciler.repository.mark.is_missing():
            return False
    return False


async def _one_pass(reconciler: Reconciler) -> None:
    try:
        await reconciler.pass_once()
    except OtherCluster as error:
        PASSES.labels("refused").inc()
        log.error("not this cluster's state", error=str(error))  # noqa: TRY400 - the sentence says all
    except StoreyardError as error:
        PASSES.labels("temporary" if isinstance(error, TemporaryError) else "refused").inc()
        log.warning("pass ended early", error=str(error))
    else:
        PASSES.labels("done").inc()
    for name, count in reconciler.phases.items():
        PHASES.labels(name).set(count)
    await _count_waiting(reconciler.executor.queue)


async def _count_waiting(queue: JobQueue) -> None:
    with suppress(RedisAway):  # the pass has said so
        for lane in Lane:
            QUEUE_AGE.labels(lane).set(await queue.age(lane))


if __name__ == "__main__":
    run(main)
