"""Redis that forgets, dies, comes back older, or holds what somebody planted."""

import asyncio
import shutil
import time

import aiohttp
import pytest

from shared.domain.labels import UID, labels_of
from shared.kubernetes.kinds import NAMESPACE
from tests.failures.lab import Lab, experiment
from tests.failures.size import Size
from tests.waiting import until

pytestmark = pytest.mark.timeout(600)


async def test_r6_a_flushall_in_the_middle_loses_only_orders_that_no_namespace_shows_yet(size: Size) -> None:
    names = [f"demo-{number}" for number in range(size.flushed)]
    async with experiment(workers=2, simulator={"WRITE_DELAY": "0.02"}) as lab:
        orders = await asyncio.gather(*(lab.ada.order(name) for name in names))
        await until(lambda: _shown(lab, len(names) // 2), "half of the stores show in the cluster")
        await lab.stack.redis("FLUSHALL")
        began = time.monotonic()
        shown = await _namespaces(lab)
        await until(lambda: _back(lab), "the list is rebuilt")
        size.measured("R6", "FLUSHALL to answers", seconds=round(time.monotonic() - began, 2))
        shown |= await _namespaces(lab)
        lab.forgotten |= {order["uid"] for order in orders} - shown
        size.measured("R6", "orders that a FLUSHALL swallowed", orders=len(lab.forgotten), of=len(names))
        kept = [order["name"] for order in orders if order["uid"] in shown]
        assert kept
        await lab.all_ready(kept, 240)
        await lab.nothing_is_wrong()


async def _namespaces(lab: Lab) -> set[str]:
    return {labels_of(o)[UID] for o in (await lab.gateway.list(NAMESPACE)).items if UID in labels_of(o)}


async def _shown(lab: Lab, many: int) -> bool:
    return len(await _namespaces(lab)) >= many


async def _back(lab: Lab) -> bool:
    """Never “you have no stores”: a 503 until the list is the cluster's again."""
    status, page = await lab.admin.call("GET", "/stores")
    assert status in {200, 503}, page
    if status == 503:
        return False
    assert page["items"], "an empty list was answered before it was rebuilt"
    return True


async def test_r7_redis_dies_again_and_again_and_no_accepted_order_is_lost(size: Size) -> None:
    async with experiment(workers=2) as lab:
        ordering = asyncio.create_task(_order_all_the_time(lab))
        for number, away in enumerate(size.outages):
            await until(lambda number=number: len(lab.ada.answers) > 5 * number, "orders go on")
            lab.stack.processes["valkey"].kill()
            back = time.monotonic() + away
            refused = await until(lambda: _refused(lab), "the API says that it cannot")
            assert refused in {503, 0}
            await until(lambda back=back: time.monotonic() >= back, "it was away for long enough", away + 1)
            lab.stack.valkey()
            await until(lab.serves, "the API serves again")
        ordering.cancel()
        await asyncio.gather(ordering, return_exceptions=True)
        assert all(p.is_alive for name, p in lab.stack.processes.items() if name != "valkey"), "somebody has exited"
        accepted = {a.answer["name"] for a in lab.ada.answers if (a.method, a.status) == ("POST", 202)}
        assert accepted
        assert {a.status for a in lab.ada.answers} <= {202, 503}
        await lab.all_ready(accepted, 240)
        await lab.nothing_is_wrong()


async def _order_all_the_time(lab: Lab) -> None:
    for number in range(10_000):
        try:
            await lab.ada.call("POST", "/stores", {"name": f"demo-{number}", "engine": "medusa"})
        except (aiohttp.ClientError, OSError):
            continue
        await asyncio.sleep(0.2)


async def _refused(lab: Lab) -> int | None:
    """503 with the time to come back, while Redis is away."""
    order = {"name": "refused", "engine": "medusa"}
    lab.ada.not_told("POST", "/stores", order)  # a 503 may come after the change
    async with lab.ada.session.post("/api/v1/stores", json=order) as answer:
        if answer.status == 503:
            assert int(answer.headers["Retry-After"]) > 0
            return answer.status
    return None


async def test_r43_an_older_redis_that_comes_back_is_not_believed() -> None:
    async with experiment() as lab:
        await lab.ada.order("old")
        await lab.all_ready(["old"])
        backup = await _stopped_copy(lab)
        await until(lab.serves, "the API serves again")
        gone = (await lab.ada.order("gone-since"))["uid"]
        await lab.all_ready(["gone-since"])
        await lab.ada.delete("gone-since", gone)
        await lab.ada.order("new")
        await lab.all_ready(["new"])
        lab.stack.processes["valkey"].kill()
        shutil.rmtree(lab.stack.folder / "appendonlydir")
        shutil.copytree(backup, lab.stack.folder / "appendonlydir")
        lab.stack.valkey()
        await until(lab.serves, "the API serves again")
        await lab.all_ready(["old", "new"])
        assert await lab.gateway.find(NAMESPACE, "store-gone-since") is None
        lab.forgotten.add(gone)  # its receipt was in the Redis that is no more
        await lab.nothing_is_wrong()


async def _stopped_copy(lab: Lab) -> str:
    """A copy of the append-only files as they are now."""
    lab.stack.processes["valkey"].stop()
    copy = str(lab.stack.folder / "backup")
    shutil.copytree(lab.stack.folder / "appendonlydir", copy)
    lab.stack.valkey()
    return copy


async def test_r43_an_order_from_an_old_backup_makes_nothing_and_an_old_delete_is_carried_out() -> None:
    async with experiment() as lab:
        going = (await lab.ada.order("going"))["uid"]
        await lab.all_ready(["going"])
        lab.stack.processes["worker-1"].stop()
        lab.stack.processes["reconciler"].stop()
        late = (await lab.ada.order("late"))["uid"]
        assert (await lab.ada.call("DELETE", "/stores/going"))[0] == 202
        for uid in (late, going):
            await _age(lab, uid, seconds=3700)
        lab.stack.start("reconciler")
        lab.stack.start("worker", "worker-1")
        await until(lambda: _ended(lab, late, "expired"), "the old order ends with a sentence")
        await until(lambda: _ended(lab, going, "done"), "the old delete is carried out")
        evidence = await lab.nothing_is_wrong()
        assert [w for w in evidence.writes if w.name == "store-late"] == []


async def _age(lab: Lab, uid: str, *, seconds: float) -> None:
    """Makes an intent as old as if Redis had been restored from that long ago (shared/repository/codec.py)."""
    raw = (await lab.stack.redis("HGET", "storeyard:intents", uid)).decode()
    epoch, n, at, rest = raw.split(" ", 3)
    await lab.stack.redis("HSET", "storeyard:intents", uid, f"{epoch} {n} {float(at) - seconds:.6f} {rest}")


async def _ended(lab: Lab, uid: str, state: str) -> bool:
    status, receipt = await lab.ada.call("GET", f"/receipts/{uid}")
    return status == 200 and bool(receipt["state"] == state)
