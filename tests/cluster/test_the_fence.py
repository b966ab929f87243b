"""R17 and R44 on a real API server: what the chart's admission policy lets the worker's own token do.

Rows that would do harm if they were let through are sent as dry runs, which admission judges like any other.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import pytest

from shared.domain.types import Manifest
from shared.engines.tenancy import STORE_MANAGER
from shared.kubernetes.client import connect
from shared.kubernetes.errors import Conflict, Forbidden, KubernetesError
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from tests.cluster.installed import Installed
from tests.cluster.place import ON_A_CLUSTER
from tests.contract.server import Server
from tests.waiting import until

pytestmark = ON_A_CLUSTER

POLICY = "ValidatingAdmissionPolicy"
RIGHTS = "is forbidden: "
MINE, OTHER = "1" * 32, "2" * 32


@dataclass(frozen=True)
class Land:
    """The worker, and namespaces of all sorts: its own store's, an unlabelled one, another installation's."""

    worker: Server
    release: Installed
    own: str
    unlabelled: str
    foreign: str

    def namespace(self, name: str, uid: str = MINE, **changes: str | None) -> Manifest:
        """A namespace as the worker makes one, with some labels changed or left out."""
        given = {
            "app.kubernetes.io/managed-by": "storeyard",
            "app.kubernetes.io/part-of": self.release.name,
            "storeyard.dev/store": name.removeprefix("store-"),
            "storeyard.dev/uid": uid,
            "pod-security.kubernetes.io/enforce": "restricted",
        }
        labels = {key: value for key, value in (given | _slashed(changes)).items() if value is not None}
        return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}

    def binding(self, namespace: str, uid: str = MINE, role: str = STORE_MANAGER, who: str = "") -> Manifest:
        account = {"kind": "ServiceAccount", "name": who or "storeyard-worker", "namespace": self.release.name}
        return {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "RoleBinding",
            "metadata": {"name": STORE_MANAGER, "namespace": namespace, "labels": {"storeyard.dev/uid": uid}},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            "subjects": [account],
        }

    async def creates(self, body: Manifest, *, rehearsed: bool = True) -> None:
        path = "/api/v1/namespaces"
        if body["kind"] == "RoleBinding":
            path = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{body['metadata']['namespace']}/rolebindings"
        await self.worker.send("POST", path, body, **_dry(rehearsed=rehearsed))

    async def labels(self, namespace: str, **changes: str | None) -> None:
        body = {"metadata": {"labels": _slashed(changes)}}
        await self.worker.send("PATCH", f"/api/v1/namespaces/{namespace}", body, "merge-patch+json", dryRun="All")

    async def annotates(self, namespace: str) -> None:
        body = {"metadata": {"annotations": {"storeyard.dev/claim": "x"}}}
        await self.worker.send("PATCH", f"/api/v1/namespaces/{namespace}", body, "merge-patch+json", dryRun="All")

    async def deletes(self, namespace: str) -> None:
        await self.worker.send("DELETE", f"/api/v1/namespaces/{namespace}", dryRun="All")

    async def applies(self, namespace: str, uid: str | None, name: str = "shop", *, rehearsed: bool = True) -> None:
        body: Manifest = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}}
        if uid is not None:
            body["metadata"]["labels"] = {"storeyard.dev/uid": uid}
        path = f"/api/v1/namespaces/{namespace}/secrets/{name}"
        await self.worker.send("PATCH", path, body, "apply-patch+yaml", force="true", **_dry(rehearsed=rehearsed))

    async def reads(self, path: str) -> None:
        await self.worker.send("GET", path)


def _dry(*, rehearsed: bool) -> dict[str, str]:
    return {"dryRun": "All"} if rehearsed else {}


def _slashed(labels: dict[str, str | None]) -> dict[str, str | None]:
    """`part_of` is app.kubernetes.io/part-of, and so on."""
    names = {
        "managed_by": "app.kubernetes.io/managed-by",
        "part_of": "app.kubernetes.io/part-of",
        "store": "storeyard.dev/store",
        "uid": "storeyard.dev/uid",
        "enforce": "pod-security.kubernetes.io/enforce",
    }
    return {names[key]: value for key, value in labels.items()}


@pytest.fixture
async def land(release: Installed, admin: Server) -> AsyncIterator[Land]:
    """The worker is bound in all three, as by somebody's mistake, so that the policy and no missing right refuses."""
    async with connect(release.kubeconfig("worker")) as connection:
        worker = Server(Gateway(connection), connection)
        land = Land(worker, release, *(admin.name() for _ in range(3)))
        await land.creates(land.namespace(land.own), rehearsed=False)
        await land.creates(land.binding(land.own), rehearsed=False)
        await admin.gateway.create(land.namespace(land.unlabelled, managed_by=None, part_of=None, store=None, uid=None))
        await admin.gateway.create(land.namespace(land.foreign, part_of="another-installation"))
        for namespace in (land.unlabelled, land.foreign):
            await admin.gateway.create(land.binding(namespace))
        await until(lambda: _is_bound(land), "the bindings are in force")
        for namespace in (land.own, land.foreign):
            metadata = {"name": "theirs", "namespace": namespace, "labels": {"storeyard.dev/uid": OTHER}}
            await admin.gateway.create({"apiVersion": "v1", "kind": "Secret", "metadata": metadata})
        yield land


async def _is_bound(land: Land) -> bool:
    try:
        for namespace in (land.own, land.unlabelled, land.foreign):
            await land.reads(f"/api/v1/namespaces/{namespace}/pods")
    except Forbidden:
        return False
    return True


Try = Callable[[Land], Any]

ALLOWED: dict[str, Try] = {
    "making a store's namespace": lambda w: w.creates(w.namespace(f"store-{token_hex(4)}")),
    "writing its annotations": lambda w: w.annotates(w.own),
    "deleting it": lambda w: w.deletes(w.own),
    "an object with its uid": lambda w: w.applies(w.own, MINE),
}
REFUSED_BY_POLICY: dict[str, Try] = {
    "a namespace that is called otherwise": lambda w: w.creates(w.namespace("shop", store="shop")),
    "a namespace that is not labelled": lambda w: w.creates(w.namespace("store-x", managed_by=None, part_of=None)),
    "a namespace of another installation": lambda w: w.creates(w.namespace("store-x", part_of="another")),
    "a namespace of another store": lambda w: w.creates(w.namespace("store-x", store="y")),
    "a namespace without a uid": lambda w: w.creates(w.namespace("store-x", uid="")),
    "a namespace that admits privileged pods": lambda w: w.creates(w.namespace("store-x", enforce="privileged")),
    "another uid on its own namespace": lambda w: w.labels(w.own, uid=OTHER),
    "its namespace given to another installation": lambda w: w.labels(w.own, part_of="another"),
    "its namespace without our label": lambda w: w.labels(w.own, part_of=None),
    "its namespace for privileged pods": lambda w: w.labels(w.own, enforce="privileged"),
    "adopting an unlabelled namespace": lambda w: w.labels(
        w.unlabelled,
        managed_by="storeyard",
        part_of=w.release.name,
        store=w.unlabelled.removeprefix("store-"),
        uid=MINE,
    ),
    "adopting another installation's": lambda w: w.labels(w.foreign, part_of=w.release.name),
    "adopting kube-system": lambda w: w.labels(
        "kube-system", managed_by="storeyard", part_of=w.release.name, store="kube-system", uid=MINE
    ),
    "annotating kube-system": lambda w: w.annotates("kube-system"),
    "annotating an unlabelled namespace": lambda w: w.annotates(w.unlabelled),
    "annotating another installation's": lambda w: w.annotates(w.foreign),
    "deleting an unlabelled namespace": lambda w: w.deletes(w.unlabelled),
    "deleting another installation's": lambda w: w.deletes(w.foreign),
    "deleting the platform's own namespace": lambda w: w.deletes(w.release.name),
    "binding itself in kube-system": lambda w: w.creates(w.binding("kube-system")),
    "binding itself in an unlabelled namespace": lambda w: w.creates(w.binding(w.unlabelled)),
    "binding itself in another installation's": lambda w: w.creates(w.binding(w.foreign)),
    "binding somebody else in its own": lambda w: w.creates(w.binding(w.own, who="default")),
    "a binding of another uid": lambda w: w.creates(w.binding(w.own, uid=OTHER)),
    "an object of another uid": lambda w: w.applies(w.own, OTHER),
    "an object without a uid": lambda w: w.applies(w.own, None),
    "taking over an object of another uid": lambda w: w.applies(w.own, MINE, "theirs"),
    "an object in an unlabelled namespace": lambda w: w.applies(w.unlabelled, MINE),
    "an object in another installation's, with its uid": lambda w: w.applies(w.foreign, MINE),
    "its own object there": lambda w: w.applies(w.foreign, OTHER, "theirs"),
}
REFUSED_BY_RIGHTS: dict[str, Try] = {
    "binding a role of more rights": lambda w: w.creates(w.binding(w.own, role="cluster-admin")),
    "an object in kube-system": lambda w: w.applies("kube-system", MINE),
    "reading a Secret of its own store": lambda w: w.reads(f"/api/v1/namespaces/{w.own}/secrets/theirs"),
    "listing Secrets of its own store": lambda w: w.reads(f"/api/v1/namespaces/{w.own}/secrets"),
    "listing Secrets of the cluster": lambda w: w.reads("/api/v1/secrets"),
    "reading the platform's keys": lambda w: w.reads(f"/api/v1/namespaces/{w.release.name}/secrets/storeyard-job-key"),
}


async def test_r17_the_worker_does_what_it_is_there_for_and_nothing_in_anybody_elses_namespace(land: Land) -> None:
    told = {
        what: await _answer(land, attempt)
        for table in (ALLOWED, REFUSED_BY_POLICY, REFUSED_BY_RIGHTS)
        for what, attempt in table.items()
    }
    expected = dict.fromkeys(ALLOWED, "") | dict.fromkeys(REFUSED_BY_POLICY, POLICY)
    assert {what: _by(words) for what, words in told.items()} == expected | dict.fromkeys(REFUSED_BY_RIGHTS, RIGHTS)


async def _answer(land: Land, attempt: Try) -> str:
    try:
        await attempt(land)
    except KubernetesError as error:
        return str(error)
    return ""


def _by(words: str) -> str:
    """Who refused: the policy (which is named), missing rights, nobody, or whatever else the answer was."""
    return next((sign for sign in (POLICY, RIGHTS) if sign in words), words)


async def test_an_object_of_ours_that_lost_its_label_is_repaired(land: Land, admin: Server) -> None:
    await land.applies(land.own, MINE, rehearsed=False)
    path = f"/api/v1/namespaces/{land.own}/secrets/shop"
    await admin.send("PATCH", path, {"metadata": {"labels": {"storeyard.dev/uid": None}}}, "merge-patch+json")
    await land.applies(land.own, MINE, rehearsed=False)
    assert (await admin.send("GET", path))["metadata"]["labels"]["storeyard.dev/uid"] == MINE


async def test_r44_an_apply_that_slept_changes_nothing_in_the_namespace_of_the_next_owner(
    land: Land, admin: Server
) -> None:
    await land.applies(land.own, MINE, rehearsed=False)
    await admin.gateway.delete(NAMESPACE, land.own)
    await admin.gone(NAMESPACE, land.own)
    await land.creates(land.namespace(land.own, OTHER), rehearsed=False)
    with pytest.raises(Forbidden, match=POLICY):
        await land.creates(land.binding(land.own, MINE), rehearsed=False)
    await land.creates(land.binding(land.own, OTHER), rehearsed=False)
    await until(lambda: _only_the_next_may_apply(land), "the next owner's worker may write")
    with pytest.raises(Forbidden, match="is not its namespace's"):
        await land.applies(land.own, MINE, "late", rehearsed=False)
    with pytest.raises(Conflict):
        await land.creates(land.namespace(land.own, MINE), rehearsed=False)
    secrets = await admin.send("GET", f"/api/v1/namespaces/{land.own}/secrets")
    assert {item["metadata"]["labels"]["storeyard.dev/uid"] for item in secrets["items"]} == {OTHER}


async def _only_the_next_may_apply(land: Land) -> bool:
    """The late apply is refused from the first moment on, be it by the rights that are not in force yet."""
    with pytest.raises(Forbidden):
        await land.applies(land.own, MINE, "late", rehearsed=False)
    with suppress(Forbidden):
        await land.applies(land.own, OTHER, rehearsed=False)
        return True
    return False


@pytest.mark.parametrize(
    "path", ["/api/v1/secrets", "/api/v1/namespaces/kube-system/secrets", "/api/v1/configmaps", "/api/v1/nodes"]
)
async def test_the_reconciler_sees_no_more_than_it_watches(release: Installed, path: str) -> None:
    async with connect(release.kubeconfig("reconciler")) as connection:
        reconciler = Server(Gateway(connection), connection)
        assert (await reconciler.send("GET", "/api/v1/pods"))["kind"] == "PodList"
        with pytest.raises(Forbidden, match=RIGHTS):
            await reconciler.send("GET", path)


async def test_the_reconciler_writes_nothing(release: Installed) -> None:
    async with connect(release.kubeconfig("reconciler")) as connection:
        reconciler = Server(Gateway(connection), connection)
        body = {"metadata": {"annotations": {"x": "y"}}}
        for path in (f"/api/v1/namespaces/{release.name}", f"/api/v1/namespaces/{release.name}/services/storeyard-api"):
            with pytest.raises(Forbidden, match=RIGHTS):
                await reconciler.send("PATCH", path, body, "merge-patch+json", dryRun="All")
