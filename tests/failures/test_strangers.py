"""What belongs to somebody else, and what an earlier release made, stays as it is."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.domain.types import Manifest
from shared.kubernetes.errors import Conflict
from shared.kubernetes.kinds import DEPLOYMENT, NAMESPACE
from tests.contract.process import Simulator
from tests.failures.judge import fingerprint
from tests.failures.lab import Lab, experiment, lines
from tests.waiting import until

pytestmark = pytest.mark.timeout(600)

OURS = {"app.kubernetes.io/managed-by": "storeyard", "storeyard.dev/store": "x", "storeyard.dev/owner": "x"}
FOREIGN: dict[str, dict[str, str]] = {
    "of-an-admin": {},
    "of-another-installation": OURS | {"app.kubernetes.io/part-of": "another", "storeyard.dev/uid": "1" * 32},
    "of-an-earlier-uid": OURS | {"app.kubernetes.io/part-of": "storeyard", "storeyard.dev/uid": "2" * 32},
}


@pytest.mark.parametrize("flushed", [False, True])
async def test_r41_a_namespace_of_somebody_else_is_never_touched(flushed: bool) -> None:
    async with experiment() as lab:
        before = {name: await lab.gateway.create(_namespace(name, labels)) for name, labels in FOREIGN.items()}
        orders = {name: await lab.ada.order(name) for name in FOREIGN}
        if flushed:
            await lab.stack.redis("FLUSHALL")
            await until(lab.serves, "the list is rebuilt")
            lab.stack.processes["reconciler"].kill()
            lab.stack.start("reconciler")
            orders |= {name: await lab.ada.order(name) for name in FOREIGN if (await lab.store(name))["phase"] == "404"}
        for name, order in orders.items():
            await until(lambda uid=order["uid"]: _is_refused(lab, uid, flushed=flushed), f"{name} ends", 120)
        for name, was in before.items():
            assert await lab.gateway.get(NAMESPACE, f"store-{name}") == was
        lab.forgotten |= await _swallowed(lab) if flushed else set()
        evidence = await lab.nothing_is_wrong()
        theirs = {f"store-{name}" for name in FOREIGN}
        assert [w for w in evidence.writes if w.ours and w.succeeded and w.where in theirs] == []
        assert len([w for w in evidence.writes if not w.ours]) == len(FOREIGN), "the experiment's own are told apart"
        assert (await lab.ada.call("GET", "/me"))[1]["quota"]["used"] == 0


def _namespace(name: str, labels: dict[str, str]) -> Manifest:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": f"store-{name}", "labels": labels}}


async def _is_refused(lab: Lab, uid: str, *, flushed: bool) -> bool:
    """The receipt says that the name was taken; an order that the FLUSHALL swallowed has none."""
    status, receipt = await lab.ada.call("GET", f"/receipts/{uid}")
    return (status == 200 and receipt["state"] == "taken") or (flushed and status == 404)


async def _swallowed(lab: Lab) -> set[str]:
    """The orders that went with the FLUSHALL: no namespace of theirs shows, so nobody knows of them."""
    ordered = [a.answer["uid"] for a in lab.ada.answers if (a.method, a.status) == ("POST", 202)]
    return {uid for uid in ordered if (await lab.ada.call("GET", f"/receipts/{uid}"))[0] == 404}


@pytest.mark.parametrize("label", ["storeyard.dev/uid", "app.kubernetes.io/part-of"])
async def test_r41_a_namespace_that_lost_its_labels_says_so_and_goes_on_when_they_are_back(label: str) -> None:
    async with experiment(settings={"RECONCILER__PERIOD": "1"}) as lab:
        uid = (await lab.ada.order("demo"))["uid"]
        await lab.all_ready(["demo"])
        was = (await lab.gateway.get(NAMESPACE, "store-demo"))["metadata"]["labels"][label]
        await _label(lab, label, None)
        failure = await until(lambda: _failure(lab), "the store says which label it lacks", 60)
        assert (failure["code"], f"{label}={was}" in failure["evidence"]) == ("labels-missing", True)
        await _label(lab, label, was)
        await until(lambda: _is_well(lab), "it does not say so any more", 60)
        await _label(lab, label, None)
        assert (await lab.ada.call("DELETE", "/stores/demo"))[0] == 202
        await until(lambda: _is_blocked(lab, uid, label), "the receipt names the label", 60)
        assert ((await lab.store("demo"))["phase"], (await _failure(lab) or {})["code"]) == (
            "Deleting",
            "labels-missing",
        )
        await _label(lab, label, was)
        await until(lambda: _is_done(lab, uid), "the receipt", 60)
        await lab.nothing_is_wrong()


async def _label(lab: Lab, name: str, value: str | None) -> None:
    """By hand, as often as somebody else writes in between."""

    async def is_set() -> bool:
        version = int((await lab.gateway.get(NAMESPACE, "store-demo"))["metadata"]["resourceVersion"])
        patch = {"metadata": {"labels": {name: value}}}
        try:
            await lab.gateway.merge_patch(NAMESPACE, "store-demo", patch, resource_version=version)
        except Conflict:
            return False
        return True

    await until(is_set, f"the label {name} is {value}")


async def _failure(lab: Lab) -> dict[str, str] | None:
    return (await lab.store("demo")).get("failure")


async def _is_well(lab: Lab) -> bool:
    return await _failure(lab) is None


async def _is_blocked(lab: Lab, uid: str, label: str) -> bool:
    receipt = (await lab.ada.call("GET", f"/receipts/{uid}"))[1]
    assert receipt["state"] == "deleting"
    return any(label in blocker for blocker in receipt["blockers"])


async def _is_done(lab: Lab, uid: str) -> bool:
    return bool((await lab.ada.call("GET", f"/receipts/{uid}"))[1]["state"] == "done")


async def test_r42_a_new_release_of_the_platform_changes_no_store_not_even_by_repair() -> None:
    async with experiment() as lab:
        for name, engine in (("words", "woocommerce"), ("snakes", "medusa")):
            await lab.ada.order(name, engine)
        await lab.all_ready(["words", "snakes"])
        before = await lab.nothing_is_wrong()
        lab.stack.settings |= {
            "STORES__BASE_DOMAIN": "shops.example",
            "STORES__STORAGE_CLASS": "another",
            "STORES__IMAGES": '{"medusa": "medusa:another", "woocommerce": "woocommerce:another"}',
            "STORES__EXPOSURE__INGRESS_CLASS": "another",
        }
        for name in ("worker-1", "reconciler", "api"):
            lab.stack.processes[name].stop()
            lab.stack.start(name.partition("-")[0], name)
        for name in ("words", "snakes"):
            await lab.gateway.delete(DEPLOYMENT, "web", namespace=f"store-{name}")
            await until(lambda name=name: lab.gateway.find(DEPLOYMENT, "web", f"store-{name}"), "it is repaired")
        async with lab.stack.client("admin") as admin, lab.stack.client("ada") as ada:
            lab.admin.session, lab.ada.session = admin.session, ada.session
            await until(lambda: _all_up(lab), "what was repaired is up")
            await lab.all_ready(["words", "snakes"])
            after = await lab.nothing_is_wrong()
        for name in ("words", "snakes"):
            assert fingerprint(after, name) == fingerprint(before, name)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Simulator]:
    """A second cluster, which knows nothing of the first one's stores."""
    simulator = Simulator(tmp_path, {"SPEED": "5"})
    simulator.start()
    yield simulator
    simulator.stop()


async def test_r43_a_worker_of_another_cluster_frees_deletes_and_creates_nothing(elsewhere: Simulator) -> None:
    async with experiment() as lab:
        going = await lab.ada.order("going")
        await lab.all_ready(["going"])
        lab.stack.processes["worker-1"].stop()
        before = await _done(lab), await _done(lab, elsewhere)
        lab.stack.start("worker", "worker-2", KUBERNETES__KUBECONFIG=str(elsewhere.kubeconfig))
        assert (await lab.ada.call("DELETE", "/stores/going"))[0] == 202
        coming = await lab.ada.order("coming")
        await until(lambda: _refuses(lab, {"delete", "provision"}), "the worker refuses both, again and again")
        assert (await _done(lab), await _done(lab, elsewhere)) == before
        states = [(await lab.ada.call("GET", f"/receipts/{order['uid']}"))[1]["state"] for order in (going, coming)]
        assert states == ["deleting", "active"]
        assert (await lab.ada.call("GET", "/me"))[1]["quota"]["used"] == 2
        lab.stack.start("worker", "worker-1")  # beside the other one, which still takes jobs and ends them early
        await until(lambda: _is_deleted(lab, going["uid"]), "the receipt", 120)
        await lab.all_ready(["coming"])
        assert await _done(lab, elsewhere) == before[1]
        await lab.nothing_is_wrong()


async def _done(lab: Lab, of: Simulator | None = None) -> list[dict[str, Any]]:
    """The writes that a cluster carried out; what preflights ask for in vain is none."""
    return [row for row in await lab.journal(of) if row["code"] < 300]


async def _refuses(lab: Lab, kinds: set[str]) -> bool:
    told = [line for line in lines(lab.stack, "worker-2") if "but the kubeconfig leads to" in line.get("error", "")]
    counted = Counter(str(line["job"]).partition(":")[0] for line in told)
    return all(counted[kind] >= 3 for kind in kinds)


async def _is_deleted(lab: Lab, uid: str) -> bool:
    return bool((await lab.ada.call("GET", f"/receipts/{uid}"))[1]["state"] == "done")


async def _all_up(lab: Lab) -> bool:
    webs = [await lab.gateway.get(DEPLOYMENT, "web", f"store-{name}") for name in ("words", "snakes")]
    return all(web.get("status", {}).get("readyReplicas") for web in webs)
