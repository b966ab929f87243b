"""How long it takes until work goes on after something has died (R2 and the recovery times of docs/PROOF.md)."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from shared.domain.observation import namespace_view
from shared.kubernetes.errors import KubernetesError
from shared.kubernetes.kinds import NAMESPACE
from tests.failures.lab import Lab, experiment
from tests.failures.points import Failpoint
from tests.failures.size import Size
from tests.waiting import until

pytestmark = pytest.mark.timeout(900)

Kill = Callable[[Lab, int], Awaitable[float]]
REPLACED_AFTER = 1.0
"""Seconds until somebody starts a dead process again; kubelet and `make run` do it at once the first time."""


async def _api(lab: Lab, _number: int) -> float:
    """Until the API answers again; its port is another one then."""
    lab.stack.processes["api"].kill()
    began = time.monotonic()

    async def answers() -> bool:
        port = lab.stack.port("api")
        if port is None:
            return False
        headers = {"Authorization": lab.admin.session.headers["Authorization"]}
        try:
            async with (
                aiohttp.ClientSession(headers=headers) as session,
                session.get(f"http://127.0.0.1:{port}/api/v1/stores") as answer,
            ):
                return answer.status == 200
        except (aiohttp.ClientError, OSError):
            return False

    await until(answers, "the api answers")
    return time.monotonic() - began


async def _reconciler(lab: Lab, number: int) -> float:
    """Until an order whose job was lost is asked for again: only the reconciler does that."""
    name = f"demo-{number}"
    lab.stack.processes["reconciler"].kill()
    began = time.monotonic()
    lab.stack.processes["worker-1"].freeze()
    uid = (await lab.ada.order(name))["uid"]
    await lab.stack.redis("DEL", f"arq:job:provision:{uid}:1:1")
    await lab.stack.redis("ZREM", "storeyard:queue:provision", f"provision:{uid}:1:1")
    lab.stack.processes["worker-1"].thaw()
    await until(lambda: lab.gateway.find(NAMESPACE, f"store-{name}"), "the order is carried out", 120)
    return time.monotonic() - began


async def _valkey(lab: Lab, number: int) -> float:
    """Until an order is accepted and carried out."""
    lab.stack.processes["valkey"].kill()
    began = time.monotonic()
    lab.stack.valkey()
    await lab.ada.order(f"demo-{number}")
    await until(lambda: lab.gateway.find(NAMESPACE, f"store-demo-{number}"), "the order is carried out", 120)
    return time.monotonic() - began


KILLS: dict[str, Kill] = {"api": _api, "reconciler": _reconciler, "valkey": _valkey}


@pytest.mark.parametrize("what", KILLS)
async def test_r2_work_goes_on_after_the_kill_of(what: str, size: Size) -> None:
    async with experiment() as lab:
        lab.keep(["api", "reconciler", "worker-1"], after=REPLACED_AFTER)
        seconds = [await KILLS[what](lab, number) for number in range(size.rounds)]
        size.measured("recovery", f"kill -9 of the {what}", seconds=[round(s, 2) for s in seconds])


async def test_r2_work_goes_on_after_the_kill_of_the_worker(size: Size) -> None:
    """The only one, with the claim in its hand: from the kill to the next run's first write."""
    names = [f"demo-{number}" for number in range(size.rounds)]

    def kills(folder: Path) -> list[Failpoint]:
        return [Failpoint.at("before workloads", folder, store=name) for name in names]

    async with experiment(failpoints=kills) as lab:
        lab.keep(["worker-1"], after=REPLACED_AFTER)
        seconds = []
        for name, point in zip(names, lab.failpoints, strict=True):
            await lab.ada.order(name)
            await until(lambda point=point: point.was_met, "the worker dies")
            began = time.monotonic()
            await until(lambda name=name: _second_attempt(lab, name), "the next run begins", 120)
            seconds.append(round(time.monotonic() - began, 2))
        size.measured("recovery", "kill -9 of the only worker in the middle of a store", seconds=seconds)
        await lab.all_ready(names, 240)
        await lab.nothing_is_wrong()


async def _second_attempt(lab: Lab, name: str) -> bool:
    found = await lab.gateway.get(NAMESPACE, f"store-{name}")
    return namespace_view(found).status.attempt > 1


async def test_r2_work_goes_on_after_the_kill_of_the_api_server(size: Size) -> None:
    """What is accepted while it is away is carried out when it is back."""
    async with experiment() as lab:
        seconds = []
        for number in range(size.rounds):
            simulator = lab.stack.simulator
            simulator.kill()
            await lab.ada.order(f"demo-{number}")
            began = time.monotonic()
            simulator.start()
            await until(lambda number=number: _is_there(lab, number), "the order is carried out", 120)
            seconds.append(round(time.monotonic() - began, 2))
        size.measured("recovery", "kill -9 of the API server (simulated)", seconds=seconds)
        await lab.all_ready([f"demo-{number}" for number in range(size.rounds)], 240)
        await lab.nothing_is_wrong()


async def _is_there(lab: Lab, number: int) -> bool:
    try:
        return await lab.gateway.find(NAMESPACE, f"store-demo-{number}") is not None
    except KubernetesError:
        return False
