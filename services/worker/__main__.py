"""`python -m services.worker`: carries out jobs until SIGTERM, then lets the running ones end."""

import asyncio

import aiohttp
import structlog

from services.worker.consume import Consumer, consumers
from services.worker.preflight import checks
from services.worker.shopping import TRIP_SECONDS
from services.worker.tools import Tools
from shared.jobqueue import drain, job_queue
from shared.kubernetes.client import connect as connect_cluster
from shared.kubernetes.clock import boottime
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.identity import identity
from shared.observability.metrics import observe_kubernetes
from shared.preflight import Preflight
from shared.process import end, rim, run
from shared.settings import Settings

GRACE = 5.0
"""Seconds that running jobs may take to end: a provisioning needs about one; `make run` waits 6.5, a pod 30."""

log = structlog.get_logger()


async def main(settings: Settings) -> None:
    """Wires the worker and runs its lanes."""
    preflight = Preflight()
    async with (
        rim(settings, "worker", preflight) as (stop, state),
        connect_cluster(settings.kubernetes.kubeconfig) as connection,
        aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=TRIP_SECONDS)
        ) as shops,
    ):
        limits = settings.kubernetes
        gateway = Gateway(connection, timeout=limits.timeout, budget=limits.budget, observe=observe_kubernetes)
        tools = Tools(settings, gateway, state, shops, boottime, preflight.doubt)
        lanes = consumers(tools, job_queue(state.redis, settings.redis.prefix, settings.job_key))
        name = settings.process_name or "worker"
        working = asyncio.create_task(_work(tools, lanes))
        looking = asyncio.create_task(preflight.run(name, state, checks(tools)))
        stopping = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait({working, looking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()  # none of them ends by itself: its error ends the process, which is replaced
        log.info("letting running jobs end", seconds=GRACE)
        await drain([lane.worker for lane in lanes], GRACE)
        await end(working, looking)


async def _work(tools: Tools, lanes: list[Consumer]) -> None:
    """Takes no job before it is known which cluster it would be carried out on."""
    tools.repository.mark.here = (await identity(tools.gateway)).uid
    await asyncio.gather(*(lane.run() for lane in lanes))


if __name__ == "__main__":
    run(main)
