"""Somebody's finalizer holds a namespace: its store says what blocks it, nothing is forced, others go on (R22)."""

import pytest

from shared.domain.types import Manifest
from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import CONFIG_MAP
from tests.contract.server import Server
from tests.stack import Client, running
from tests.waiting import until

pytestmark = pytest.mark.timeout(150)
FINALIZER = "example.com/hold"
THEIRS = "/api/v1/namespaces/store-held/configmaps/theirs"


async def test_r22_a_stuck_finalizer_is_named_and_never_removed() -> None:
    async with (
        running(settings={"RECONCILER__STUCK_AFTER": "1"}) as stack,
        stack.client() as ada,
        connect(stack.kubeconfig) as connection,
    ):
        gateway = Gateway(connection)
        somebody = Server(gateway, connection)
        held = await ada.create("held", "woocommerce")
        await ada.create("other", "medusa")
        await ada.reaches("held", "Ready")
        await somebody.apply(_theirs())
        assert (await ada.call("DELETE", "/stores/held"))[0] == 202
        await _the_receipt_names_it(ada, held["uid"])
        await _the_store_says_so(ada)
        assert (await ada.reaches("other", "Ready"))["failure"] is None
        kept = await gateway.get(CONFIG_MAP, "theirs", "store-held")
        assert kept["metadata"]["finalizers"] == [FINALIZER]
        assert (await ada.call("DELETE", "/stores/held"))[0] == 202
        await somebody.send("PATCH", THEIRS, {"metadata": {"finalizers": None}}, "merge-patch+json")
        await until(lambda: _is_done(ada, held["uid"]), "the receipt is final")


def _theirs() -> Manifest:
    metadata = {"name": "theirs", "namespace": "store-held", "finalizers": [FINALIZER]}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}


async def _the_receipt_names_it(ada: Client, uid: str) -> None:
    async def named() -> bool:
        receipt = (await ada.call("GET", f"/receipts/{uid}"))[1]
        assert receipt["state"] == "deleting"
        return any(FINALIZER in blocker for blocker in receipt["blockers"])

    await until(named, "the receipt names the finalizer")


async def _the_store_says_so(ada: Client) -> None:
    async def said() -> bool:
        store = (await ada.call("GET", "/stores/held"))[1]
        assert store["phase"] == "Deleting"
        conditions = {one["type"]: one for one in store["conditions"]}
        available = conditions.get("Available", {})
        if available.get("reason") != "NamespaceTerminating":
            return False
        assert (available["status"], store["failure"]["code"]) == ("False", "namespace-stuck")
        assert FINALIZER in available["message"]
        return True

    await until(said, "the store says that its deletion hangs")


async def _is_done(ada: Client, uid: str) -> bool:
    receipt = (await ada.call("GET", f"/receipts/{uid}"))[1]
    return (receipt["state"], receipt["blockers"]) == ("done", [])
