"""Deletions that meet work in progress, and sleepers that wake after one."""

import asyncio

import pytest

from shared.domain.labels import UID, labels_of
from shared.kubernetes.kinds import NAMESPACE
from tests.failures.lab import Lab, experiment
from tests.failures.points import Failpoint
from tests.waiting import until

pytestmark = pytest.mark.timeout(600)

PLACES = ("post", "bind", "guardrails", "secrets", "workloads", "release", "shop", "verdict")
EVERYWHERE = [f"{when} {point}" for point in PLACES for when in ("before", "after")]


async def test_r21_a_delete_in_the_middle_of_any_step_ends_absent_and_the_name_can_be_used_again() -> None:
    names = {f"demo-{number}": where for number, where in enumerate(EVERYWHERE)}

    async with experiment(
        failpoints=lambda folder: [Failpoint.at(w, folder, action="wait", store=n) for n, w in names.items()]
    ) as lab:
        orders = {name: await lab.ada.order(name) for name in names}
        for one in lab.failpoints:
            await until(lambda one=one: one.was_met, f"the job waits {one.when} {one.point}")
            assert (await lab.ada.call("DELETE", f"/stores/{one.store}"))[0] == 202
            assert (await lab.ada.call("DELETE", f"/stores/{one.store}"))[0] == 202, "a second time"
            one.go()
        for name, order in orders.items():
            await until(lambda uid=order["uid"]: _is_done(lab, uid), f"the receipt of {name}", 120)
        again = {name: await lab.ada.order(name) for name in names}
        await lab.all_ready(names, 240)
        assert all(again[name]["uid"] != orders[name]["uid"] for name in names)
        await lab.nothing_is_wrong()


async def _is_done(lab: Lab, uid: str) -> bool:
    return bool((await lab.ada.call("GET", f"/receipts/{uid}"))[1]["state"] == "done")


async def test_r21_a_name_that_is_still_being_deleted_is_refused_and_free_afterwards() -> None:
    async with experiment(simulator={"NAMESPACE_DELAY": "10", "SPEED": "5"}) as lab:
        first = await lab.ada.order("demo")
        await lab.all_ready(["demo"])
        await lab.ada.call("DELETE", "/stores/demo")
        status, problem = await lab.ada.call("POST", "/stores", {"name": "demo", "engine": "medusa"})
        assert status == 409
        assert "being deleted" in problem["detail"]
        await until(lambda: _is_done(lab, first["uid"]), "the receipt")
        second = await lab.ada.order("demo", "medusa")
        await lab.all_ready(["demo"])
        assert second["uid"] != first["uid"]
        await lab.nothing_is_wrong()


@pytest.mark.parametrize("where", ["before create", "before send", "before bind"])
async def test_r44_a_sleeper_that_wakes_after_its_store_is_gone_touches_nobody(where: str) -> None:
    """Frozen with the request in its hand; meanwhile the store is deleted and somebody else gets the name."""
    async with experiment(
        workers=2, failpoints=lambda folder: [Failpoint.at(where, folder, action="freeze", store="demo")]
    ) as lab:
        old = (await lab.ada.order("demo"))["uid"]
        sleeper = await until(lab.frozen, "a worker sleeps")
        await lab.ada.call("DELETE", "/stores/demo")
        await until(lambda: _is_done(lab, old), "the receipt", 120)
        new = (await lab.ada.order("demo", "medusa"))["uid"]
        await lab.all_ready(["demo"])
        before = await _versions(lab)
        written = len(await lab.journal())
        sleeper.thaw()
        await until(lambda: _is_served_by(lab, sleeper.name), "the sleeper works again")
        evidence = await lab.nothing_is_wrong()
        assert {labels_of(o)[UID] for o in evidence.namespaces} == {new}
        assert await _versions(lab) == before
        late = [row for row in (await lab.journal())[written:] if row["code"] < 300]
        assert late == []


async def _versions(lab: Lab) -> dict[str, str]:
    """The resourceVersion of everything in the store's namespace."""
    return {
        f"{o['kind']}/{o['metadata']['name']}": o["metadata"]["resourceVersion"]
        for o in await lab.objects()
        if o["metadata"].get("namespace") == "store-demo"
    }


async def _is_served_by(lab: Lab, name: str) -> bool:
    """Whether that worker has finished what it held: it is the only one, so it reveals the password."""
    for other in lab.workers():
        if other.name != name:
            other.stop()
    status, _ = await lab.ada.call("POST", "/stores/demo/credentials")
    await asyncio.sleep(0)
    return status == 200


async def test_r44_a_namespace_that_comes_too_late_is_deleted_again() -> None:
    """The same sleeper, and nobody has taken the name: its POST succeeds, and law 12 undoes it."""
    async with experiment(
        workers=2, failpoints=lambda folder: [Failpoint.at("before create", folder, action="freeze", store="demo")]
    ) as lab:
        old = (await lab.ada.order("demo"))["uid"]
        sleeper = await until(lab.frozen, "a worker sleeps")
        await lab.ada.call("DELETE", "/stores/demo")
        await until(lambda: _is_done(lab, old), "the receipt", 120)
        sleeper.thaw()
        await until(lambda: _was_made_and_unmade(lab), "the late namespace was made and deleted again")
        await until(lambda: _is_absent(lab, "demo"), "it is gone")
        assert (await lab.store("demo"))["phase"] == "404"
        await lab.nothing_is_wrong()


async def _was_made_and_unmade(lab: Lab) -> bool:
    rows = [row for row in await lab.journal() if (row["plural"], row["name"]) == ("namespaces", "store-demo")]
    done = {row["verb"] for row in rows if row["code"] < 300}
    return {"create", "delete"} <= done


async def _is_absent(lab: Lab, name: str) -> bool:
    return await lab.gateway.find(NAMESPACE, f"store-{name}") is None
