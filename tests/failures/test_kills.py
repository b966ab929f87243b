"""Processes that die."""

import asyncio
import random
import time
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

import aiohttp
import pytest

from shared.domain.labels import UID, labels_of
from shared.domain.observation import namespace_view
from shared.kubernetes.kinds import NAMESPACE
from tests.failures.judge import fingerprint
from tests.failures.lab import Lab, experiment, lines
from tests.failures.points import Failpoint
from tests.failures.size import Size
from tests.waiting import until

pytestmark = pytest.mark.timeout(600)

PROVISIONING = ("look", "post", "claim", "bind", "guardrails", "secrets", "workloads", "apply", "publish", "release")
VERIFYING = ("shop", "verdict", "checked")
ACTS = {"Create", "Attempt"}
"""Decisions after which a worker writes."""
EVERYWHERE = [f"{when} {point}" for point in PROVISIONING + VERIFYING for when in ("before", "after")]


async def test_r4_a_kill_at_each_step_ends_in_the_very_same_cluster_state() -> None:
    names = {f"shop-{number}": where for number, where in enumerate(EVERYWHERE) if where != "before claim"}

    async with experiment(
        workers=2,
        failpoints=lambda folder: [Failpoint.at(where, folder, store=name) for name, where in names.items()],
    ) as lab:
        lab.keep(["worker-1", "worker-2"], after=0.1)
        await lab.ada.order("calm")
        await asyncio.gather(*(lab.ada.order(name) for name in names))
        await lab.all_ready(["calm", *names], 500)
        sure = [
            one for one in lab.failpoints if one.point != "claim"
        ]  # a store that nobody disturbed is claimed by POST
        await until(lambda: all(one.was_met for one in sure), "each kill has struck", 120)
        await lab.all_ready(["calm", *names])
        evidence = await lab.nothing_is_wrong()
        undisturbed = fingerprint(evidence, "calm")
        for name, where in names.items():
            assert fingerprint(evidence, name) == undisturbed, where


async def test_r1_a_storm_of_kills_loses_nothing_and_doubles_nothing(size: Size) -> None:
    chance = random.Random(1)
    names = [f"shop-{number}" for number in range(size.storm)]
    workers = ("worker-1", "worker-2", "worker-3")
    async with experiment(workers=3) as lab:
        lab.keep(workers)
        storm = asyncio.create_task(_storm(lab, chance, size.kill_every))
        for name in names:
            await lab.ada.order(name, chance.choice(("woocommerce", "medusa")))
        await until(lambda: len(lab.deaths) >= size.deaths, "enough workers have died", 300)
        storm.cancel()
        await lab.all_ready(names, size.patience)
        await lab.nothing_is_wrong()
        if seconds := _recoveries(lab, workers):
            size.measured("R1", f"{len(lab.deaths)} kills among {size.storm} orders", seconds=seconds)


def _recoveries(lab: Lab, workers: Iterable[str]) -> list[float]:
    """Seconds from a worker's death until another run took up what it had in hand, by the workers' own logs."""
    acts: dict[str, list[tuple[float, str]]] = {}
    for worker in workers:
        for line in lines(lab.stack, worker):
            if line.get("decision") in ACTS:
                at = datetime.fromisoformat(line["timestamp"]).timestamp()
                acts.setdefault(line["uid"], []).append((at, worker))
    return [
        round(again - max(deaths), 2)
        for one in acts.values()
        for (began, worker), (again, _) in pairwise(sorted(one))
        if (deaths := [died for name, died in lab.deaths if name == worker and began <= died <= again])
    ]


async def _storm(lab: Lab, chance: random.Random, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        if alive := lab.workers():
            chance.choice(alive).kill()


@pytest.mark.parametrize("where", ["before post", "after post", "after bind", "before release"])
async def test_r2_work_resumes_after_the_kill_of_the_only_worker(where: str, size: Size) -> None:
    """In time for the settings: its claim, a pass, a start; not arq's ten minutes."""
    async with experiment(
        failpoints=lambda folder: [Failpoint.at(where, folder)],
    ) as lab:
        lab.keep(["worker-1"], after=0.1)
        await lab.ada.order("demo")
        await until(lambda: lab.failpoints[0].was_met, "the worker dies")
        began = time.monotonic()
        await until(lambda: _resumed(lab), "another run works on it", 60)
        seconds = time.monotonic() - began
        size.measured("R2", where, seconds=round(seconds, 2))
        await lab.all_ready(["demo"])
        await lab.nothing_is_wrong()


async def _resumed(lab: Lab) -> bool:
    """Whether a run that is not the dead one has decided to act, or the store is finished."""
    acting = [line for line in lines(lab.stack, "worker-1") if line.get("decision") in ACTS]
    return len(acting) > 1 or (await lab.store("demo"))["phase"] == "Ready"


@pytest.mark.parametrize("where", ["after post", "before workloads", "before release"])
async def test_r3_a_worker_that_was_frozen_writes_nothing_more_and_changes_nothing(where: str, size: Size) -> None:
    async with experiment(
        failpoints=lambda folder: [Failpoint.at(where, folder, action="freeze", store="demo")]
    ) as lab:
        await lab.ada.order("calm")
        await lab.all_ready(["calm"])
        await lab.ada.order("demo")
        await until(lambda: lab.failpoints[0].was_met, "the worker freezes")
        thaws = time.monotonic() + size.freeze
        lab.stack.start("worker", "worker-2")
        await lab.all_ready(["demo"])
        await until(lambda: time.monotonic() >= thaws, "it was frozen for long enough", size.freeze + 1)
        before = [row["id"] for row in await lab.journal()]
        lab.stack.processes["worker-1"].thaw()
        await until(lambda: _ended_again(lab), "the thawed run has ended", 60)
        late = [row for row in await lab.journal() if row["id"] not in before and row["code"] < 300]
        assert late == []
        evidence = await lab.nothing_is_wrong()
        assert fingerprint(evidence, "demo") == fingerprint(evidence, "calm")


async def _ended_again(lab: Lab) -> bool:
    """By the claim that it lost, or because its time was over when it woke; arq may be the first to see that."""
    told = lines(lab.stack, "worker-1")
    lost = any(line["event"] == "job ended early" and line.get("store") == "demo" for line in told)
    return lost or any("failed, TimeoutError" in line["event"] for line in told)


async def test_r25_a_worker_that_is_asked_to_stop_ends_in_time_and_costs_no_attempt(size: Size) -> None:
    names = [f"shop-{number}" for number in range(20)]
    slots = {"QUEUE__PROVISION_SLOTS": str(size.running)}
    async with experiment(simulator={"WRITE_DELAY": "0.05"}, settings=slots) as lab:
        await asyncio.gather(*(lab.ada.order(name) for name in names))
        await until(lambda: _begun(lab, 3), "jobs are running")
        worker = lab.stack.processes["worker-1"]
        began = time.monotonic()
        await asyncio.to_thread(worker.stop)
        assert worker.popen.returncode == 0
        assert time.monotonic() - began < 30  # what a pod is given
        began = time.monotonic()
        lab.stack.start("worker", "worker-2")
        await until(lambda: _acts(lab, "worker-2"), "another worker goes on")
        size.measured("R25", "SIGTERM to the next worker's first act", seconds=round(time.monotonic() - began, 2))
        await lab.all_ready(names)
        attempts = [namespace_view(o).status.attempt for o in (await lab.nothing_is_wrong()).namespaces]
        assert attempts == [1] * 20


def _acts(lab: Lab, worker: str) -> bool:
    return any(line.get("decision") in ACTS for line in lines(lab.stack, worker))


async def _begun(lab: Lab, many: int) -> bool:
    return len([o for o in (await lab.gateway.list(NAMESPACE)).items if UID in labels_of(o)]) >= many


async def test_r38_a_frozen_worker_is_seen_although_another_one_lives() -> None:
    async with experiment(workers=2) as lab:
        ports = {
            name: await until(lambda name=name: lab.stack.port(name), f"{name} tells its port")
            for name in ("worker-1", "worker-2")
        }
        await until(lambda: _lives(ports["worker-1"]), "it answers its probe")
        lab.stack.processes["worker-1"].freeze()
        assert not await _lives(ports["worker-1"])
        assert await _lives(ports["worker-2"])
        lab.stack.processes["worker-1"].thaw()
        await until(lambda: _lives(ports["worker-1"]), "it answers again")


async def _lives(port: int | None) -> bool:
    """A liveness probe as kubelet makes it."""
    limit = aiohttp.ClientTimeout(total=1)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(f"http://127.0.0.1:{port}/livez") as answer,
        ):
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
