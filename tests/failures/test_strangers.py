"""What belongs to somebody else, and what an earlier release made, stays as it is."""

import pytest

from shared.domain.types import Manifest
from shared.kubernetes.kinds import DEPLOYMENT, NAMESPACE
from tests.failures.judge import fingerprint
from tests.failures.lab import Lab, experiment
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
        lab.foreign |= {f"store-{name}" for name in FOREIGN}
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
        assert (await lab.ada.call("GET", "/me"))[1]["quota"]["used"] == 0


def _namespace(name: str, labels: dict[str, str]) -> Manifest:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": f"store-{name}", "labels": labels}}


async def _is_refused(lab: Lab, uid: str, *, flushed: bool) -> bool:
    """The receipt says that the name was taken; an order that the FLUSHALL swallowed has none."""
    status, receipt = await lab.ada.call("GET", f"/receipts/{uid}")
    return (status == 200 and receipt["state"] == "taken") or (flushed and status == 404)


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
            await lab.all_ready(["words", "snakes"])
            after = await lab.nothing_is_wrong()
        for name in ("words", "snakes"):
            assert fingerprint(after, name) == fingerprint(before, name)
