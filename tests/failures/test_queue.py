"""The queue as it is when arq's bookkeeping lies, is full, or was written by somebody else."""

import asyncio
import time

import pytest

from shared.domain.labels import UID, labels_of
from shared.kubernetes.kinds import NAMESPACE
from tests.failures.lab import Lab, experiment
from tests.failures.points import Failpoint
from tests.failures.size import Size
from tests.waiting import until

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("planted", ["no tries left", "payload gone", "expired", "place in the queue gone", "held"])
async def test_r5_a_job_that_arq_gives_up_or_loses_is_asked_for_again(planted: str) -> None:
    async with experiment(workers=0) as lab:
        uid = (await lab.ada.order("demo"))["uid"]
        job = f"provision:{uid}:1:1"
        await until(lambda: lab.stack.redis("EXISTS", f"arq:job:{job}"), "the job is queued")
        await PLANTED[planted](lab, job)
        lab.stack.start("worker", "worker-1")
        await lab.all_ready(["demo"])
        await lab.nothing_is_wrong()


async def _no_tries_left(lab: Lab, job: str) -> None:
    await lab.stack.redis("SET", f"arq:retry:{job}", "99")


async def _payload_gone(lab: Lab, job: str) -> None:
    await lab.stack.redis("DEL", f"arq:job:{job}")


async def _expired(lab: Lab, job: str) -> None:
    await lab.stack.redis("PEXPIRE", f"arq:job:{job}", "1")
    await until(lambda: _absent(lab, f"arq:job:{job}"), "it has expired")


async def _place_gone(lab: Lab, job: str) -> None:
    await lab.stack.redis("ZREM", "storeyard:queue:provision", job)


async def _held(lab: Lab, job: str) -> None:
    """By a worker that died without a trace."""
    await lab.stack.redis("SET", f"arq:in-progress:{job}", "1", "EX", "600")


PLANTED = {
    "no tries left": _no_tries_left,
    "payload gone": _payload_gone,
    "expired": _expired,
    "place in the queue gone": _place_gone,
    "held": _held,
}


async def _absent(lab: Lab, key: str) -> bool:
    return not await lab.stack.redis("EXISTS", key)


async def test_r5_a_job_that_runs_out_of_time_is_resumed() -> None:
    async with experiment(
        settings={"QUEUE__JOB_TIMEOUT": "2"},
        failpoints=lambda folder: [Failpoint.at("before workloads", folder, action="wait")],
    ) as lab:
        await lab.ada.order("demo")
        await until(lambda: lab.failpoints[0].was_met, "the job hangs")
        await lab.all_ready(["demo"])
        await lab.nothing_is_wrong()


async def test_r26_a_new_order_and_a_delete_do_not_wait_behind_stores_that_come_up(size: Size) -> None:
    """Stores whose pods take long hold no slot of any lane."""
    names = [f"demo-{number}" for number in range(size.crowd)]
    slow = {"SPEED": "0.02"}
    async with experiment(simulator=slow, settings={"QUEUE__PROVISION_SLOTS": "4"}) as lab:
        await asyncio.gather(*(lab.ada.order(name) for name in names))
        await until(lambda: _namespaces(lab, size.crowd), "all of them have begun")
        began = time.monotonic()
        await lab.ada.order("new")
        await until(lambda: lab.gateway.find(NAMESPACE, "store-new"), "the new one begins")
        size.measured("R26", f"start of one more beside {size.crowd}", seconds=round(time.monotonic() - began, 3))
        await lab.ada.call("DELETE", "/stores/new")
        await until(lambda: _is_going(lab, "new"), "its deletion begins")
        phases = {(await lab.store(name))["phase"] for name in names}
        assert phases == {"Provisioning"}, "the others were not even up by then"


async def _namespaces(lab: Lab, many: int) -> bool:
    return len([o for o in (await lab.gateway.list(NAMESPACE)).items if UID in labels_of(o)]) >= many


async def _is_going(lab: Lab, name: str) -> bool:
    found = await lab.gateway.find(NAMESPACE, f"store-{name}")
    return found is None or "deletionTimestamp" in found["metadata"]
