"""What each process says before the first store: pure judgements, and how they reach people."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from services.reconciler.preflight import DEFAULT_STORAGE, checks, judge_class
from services.worker.preflight import RIGHTS, judge_identity, judge_key, judge_rights, strays
from shared.domain.errors import TemporaryError
from shared.domain.preflight import PreflightCheck, failed, passed
from shared.domain.store import Exposure, GatewayRef
from shared.domain.types import Manifest
from shared.engines.tenancy import STORE_MANAGER
from shared.kubernetes.errors import Forbidden, KubernetesError, NotFound
from shared.kubernetes.gateway import Gateway, Listing
from shared.kubernetes.kinds import CLUSTER_ROLE, HTTP_ROUTE, Kind
from shared.preflight import Preflight, carried_out
from shared.settings import StoresSettings
from tests.unit.deploy.test_rights import grants

SETTING = "STOREYARD_STORES__STORAGE_CLASS"


def storage(wanted: str | None, *found: Manifest) -> PreflightCheck:
    return judge_class("storage-class", wanted, found, default=DEFAULT_STORAGE, setting=SETTING)


def named(name: str, mark: str | None = None) -> Manifest:
    return {"metadata": {"name": name, "annotations": {DEFAULT_STORAGE: mark} if mark else None}}


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (storage("fast", named("slow")), ("“fast” does not exist", "slow", SETTING)),
        (storage(None, named("slow"), named("old", "false")), ("no default is marked", SETTING)),
        (storage(None), ("the cluster has none", SETTING)),
        (judge_rights({RIGHTS[0]: True, RIGHTS[-1]: False}), ("bind clusterroles storeyard-store-manager", "chart")),
        (judge_identity("c2", "c1"), ("stores of cluster c1", "connected to c2", "STOREYARD_REDIS__PREFIX")),
        (judge_key("k2", {"demo": "k1"}), ("1 stores", "“demo” (k1)", "STOREYARD_MASTER_KEY_FILE")),
    ],
)
def test_what_is_missing_is_said_with_its_fix(check: PreflightCheck, words: tuple[str, ...]) -> None:
    assert not check.ok
    assert all(word in f"{check.message} {check.fix}" for word in words)


@pytest.mark.parametrize(
    "check",
    [
        storage("fast", named("fast")),
        storage(None, named("fast", "true")),
        judge_rights(dict.fromkeys(RIGHTS, True)),
        judge_identity("c1", "c1"),
        judge_key("k1", {}),
    ],
)
def test_what_is_there_is_ok_and_needs_no_fix(check: PreflightCheck) -> None:
    assert check.ok
    assert not check.fix


def test_what_could_not_be_looked_at_says_so_and_holds_nobody_up() -> None:
    check = judge_identity("c1", "")
    assert check.ok
    assert check.message.startswith("not checked here")


def test_the_worker_asks_for_exactly_the_rights_that_the_chart_grants_it() -> None:
    assert {(right.group, right.resource, right.verb) for right in RIGHTS} == grants("worker")


def test_both_writes_that_the_policy_must_refuse_lie_outside_stores() -> None:
    assert [stray["kind"] for stray in strays()] == ["Namespace", "RoleBinding"]
    assert not any("store-" in (s["metadata"].get("namespace") or s["metadata"]["name"])[:6] for s in strays())


ROUTED = StoresSettings(exposure=Exposure(kind="HTTPRoute", gateway=GatewayRef(name="shops", namespace="gateways")))


@dataclass
class Cluster:
    """Answers every list with this."""

    answer: Listing | KubernetesError

    async def list(self, kind: Kind, *, namespace: str) -> Listing:
        assert (kind, namespace) == (HTTP_ROUTE, "storeyard")
        if isinstance(self.answer, KubernetesError):
            raise self.answer
        return self.answer


async def routes(answer: Listing | KubernetesError) -> PreflightCheck:
    gateway: Any = Cluster(answer)
    return await checks(cast("Gateway", gateway), ROUTED)["gateway"]()


def test_the_way_in_that_is_looked_at_is_the_one_that_new_stores_get() -> None:
    nobody: Any = None
    assert list(checks(nobody, ROUTED)) == ["rights", "store-manager", "storage-class", "gateway"]
    assert list(checks(nobody, StoresSettings())) == ["rights", "store-manager", "storage-class", "ingress-class"]


async def test_a_cluster_without_gateway_api_is_told_before_the_first_store_that_needs_it() -> None:
    check = await routes(NotFound("the server could not find the requested resource", status=404))
    assert not check.ok
    assert "gateway.networking.k8s.io/v1" in check.message
    assert "CRDs of Gateway API" in check.fix


async def test_routes_that_may_not_be_listed_are_not_checked_and_hold_nobody_up() -> None:
    check = await routes(Forbidden("httproutes is forbidden", status=403))
    assert check.ok
    assert check.message.startswith("not checked here: no right to list HTTPRoutes (httproutes is forbidden")


async def test_a_cluster_that_serves_routes_is_ok() -> None:
    assert (await routes(Listing([], 7))).ok


@dataclass
class Roles:
    """Answers the one question about a role with this."""

    answer: Manifest | KubernetesError

    async def get(self, kind: Kind, name: str) -> Manifest:
        assert (kind, name) == (CLUSTER_ROLE, STORE_MANAGER)
        if isinstance(self.answer, KubernetesError):
            raise self.answer
        return self.answer


async def role(answer: Manifest | KubernetesError) -> PreflightCheck:
    gateway: Any = Roles(answer)
    return await checks(cast("Gateway", gateway), StoresSettings())["store-manager"]()


async def test_a_role_that_no_release_made_is_told_before_the_first_store_that_needs_it() -> None:
    message = f'clusterroles.rbac.authorization.k8s.io "{STORE_MANAGER}" not found'
    check = await role(NotFound(message, status=404, reason="NotFound"))
    assert not check.ok
    assert f"“{STORE_MANAGER}” does not exist" in check.message
    assert "createStoreManager=true" in check.fix


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Forbidden("clusterroles is forbidden", status=403), "no right to look at it (clusterroles is forbidden)"),
        (
            NotFound("the server could not find the requested resource", status=404),
            "this API server has no ClusterRoles",
        ),
    ],
)
async def test_a_role_that_cannot_be_looked_at_is_not_checked_and_holds_nobody_up(
    error: KubernetesError, why: str
) -> None:
    check = await role(error)
    assert check.ok
    assert check.message == f"not checked here: {why}"


async def test_a_role_that_is_there_is_ok() -> None:
    assert (await role({"metadata": {"name": STORE_MANAGER}})).ok


async def test_a_check_that_meets_an_error_is_not_ok_and_the_others_are_carried_out() -> None:
    async def broken() -> PreflightCheck:
        raise TemporaryError("the API server does not answer")

    async def fine() -> PreflightCheck:
        return passed("fine", "there")

    results = await carried_out({"broken": broken, "fine": fine})
    assert [(check.name, check.ok) for check in results] == [("broken", False), ("fine", True)]
    assert results[0].message == "the API server does not answer"


async def test_a_process_is_not_ready_before_its_first_look_nor_while_something_is_missing() -> None:
    preflight = Preflight()
    assert await preflight.lack() == "has not been looked at yet"
    preflight.results = (passed("fine", "there"), failed("storage-class", "“fast” does not exist.", "Make it."))
    assert await preflight.lack() == "storage-class: “fast” does not exist. Make it."
    preflight.results = (passed("fine", "there"),)
    assert await preflight.lack() is None
