"""On a real API server, with the rights of the chart: a store of each engine from POST to receipt (R16, R20)."""

import asyncio
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest

from shared.engines.tenancy import STORE_MANAGER
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import DEPLOYMENT, NAMESPACE, PERSISTENT_VOLUME, ROLE_BINDING
from tests.cluster.audit import Asked, asked_by, asked_in, needs_audit
from tests.cluster.installed import Installed
from tests.cluster.place import ON_A_CLUSTER, administrator, on_the_cluster
from tests.hands import edit
from tests.rights import Grant, grants
from tests.stack import Stack
from tests.waiting import until

pytestmark = ON_A_CLUSTER

GATEWAY = {"kind": "HTTPRoute", "gateway": {"name": "shops", "namespace": "gateways", "section": "https"}}
EXPOSED_BY = {"woocommerce": "api", "medusa": "api-routed"}
"""The api that each engine is ordered from: one pins an Ingress, the other an HTTPRoute."""
CACHE = timedelta(seconds=5)
"""The worker's patience with the authoriser's cache after its RoleBinding (services/worker/provision.py)."""
EVERYBODYS = {"selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"}
"""What every account may ask about itself (the built-in system:basic-user)."""
GUARDRAILS = {"resourcequotas", "limitranges", "networkpolicies", "serviceaccounts"}
WORKLOADS = {"deployments", "statefulsets", "jobs", "cronjobs", "pods"}


@dataclass
class Life:
    """What one store showed on its way."""

    name: str
    store: dict[str, Any] = field(default_factory=dict)
    receipt: dict[str, Any] = field(default_factory=dict)
    is_gone: bool = False


@pytest.fixture(scope="module")
def lives(release: Installed) -> dict[str, Life]:
    return asyncio.run(_live(release))


async def _live(release: Installed) -> dict[str, Life]:
    """A store of each engine at the same time, by two apis that expose stores in different ways."""
    async with on_the_cluster(release) as (stack, gateway):
        stack.start("api", EXPOSED_BY["medusa"], STORES__EXPOSURE=release.exposure(**GATEWAY))
        lives = await asyncio.gather(*(_live_one(stack, gateway, engine) for engine in EXPOSED_BY))
    return dict(zip(EXPOSED_BY, lives, strict=True))


async def _live_one(stack: Stack, gateway: Gateway, engine: str) -> Life:
    """Ordered, Ready, asked for all that can be asked, damaged and repaired, deleted."""
    life = Life(f"{engine[:4]}-{token_hex(4)}")
    async with stack.client(api=EXPOSED_BY[engine]) as ada:
        ordered = await ada.create(life.name, engine)
        life.store = await ada.reaches(life.name, "Ready", 120)
        status, told = await ada.call("POST", f"/stores/{life.name}/credentials")
        assert (status, bool(told["password"])) == (200, True)
        for question in ("manifests", "logs?component=web"):
            status, told = await ada.call("GET", f"/stores/{life.name}/{question}")
            assert status == 200, told
        await _repaired(gateway, life.name)
        life.receipt = await ada.delete(life.name, ordered["uid"], 120)
    life.is_gone = await gateway.find(NAMESPACE, f"store-{life.name}") is None
    await until(lambda: _volumes_gone(gateway, life.name), "its volumes are gone", 60)
    return life


async def _repaired(gateway: Gateway, name: str) -> None:
    namespace = f"store-{name}"
    web = await gateway.get(DEPLOYMENT, "web", namespace)
    binding = await gateway.get(ROLE_BINDING, STORE_MANAGER, namespace)
    mallory = {"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": "mallory"}
    await gateway.delete(DEPLOYMENT, "web", namespace=namespace)
    await edit(administrator(), ROLE_BINDING, STORE_MANAGER, namespace, {"subjects": [*binding["subjects"], mallory]})

    async def is_back() -> bool:
        now = await gateway.find(DEPLOYMENT, "web", namespace)
        return now is not None and now["metadata"]["uid"] != web["metadata"]["uid"]

    async def is_ours() -> bool:
        now = await gateway.find(ROLE_BINDING, STORE_MANAGER, namespace)
        return now is not None and now["subjects"] == binding["subjects"]

    await until(is_back, "the shop's Deployment is back", 60)
    await until(is_ours, "nobody but the worker is bound", 60)


async def _volumes_gone(gateway: Gateway, name: str) -> bool:
    volumes = await gateway.list(PERSISTENT_VOLUME)
    return not any(v["spec"].get("claimRef", {}).get("namespace") == f"store-{name}" for v in volumes.items)


@pytest.mark.parametrize("engine", EXPOSED_BY)
def test_a_store_becomes_ready_and_is_deleted_to_nothing(lives: dict[str, Life], engine: str) -> None:
    life = lives[engine]
    assert {step["state"] for step in life.store["timeline"]} == {"done"}, life.store["timeline"]
    assert any(line.startswith("volume ") for line in life.receipt["removed"])
    assert life.is_gone


NOT_USED_HERE: dict[str, dict[Grant, str]] = {
    "worker": {
        ("", "events", "list"): "the diagnosis of a store that is not Ready",
        ("batch", "jobs", "list"): "that diagnosis",
        ("batch", "jobs", "get"): "`/manifests`, as long as the setup is not done",
    },
    "reconciler": {},
}
"""Grants that these lives need not touch, each with the feature that does."""


def _granted(service: str) -> set[Grant]:
    return grants("reconciler") if service == "reconciler" else grants("worker") | grants("store-manager")


def _of(release: Installed, service: str) -> list[Asked]:
    found = [one for one in asked_by(release.user(service)) if one.grant[1] not in EVERYBODYS]
    assert found, f"the audit log shows nothing of {service}"
    return found


@needs_audit
@pytest.mark.parametrize("service", ["worker", "reconciler"])
@pytest.mark.usefixtures("lives")
def test_r16_nothing_is_asked_that_the_chart_does_not_grant(release: Installed, service: str) -> None:
    used = set().union(*(one.uses for one in _of(release, service)))
    assert used - _granted(service) == set()


@needs_audit
@pytest.mark.parametrize("service", ["worker", "reconciler"])
@pytest.mark.usefixtures("lives")
def test_r16_nothing_is_granted_that_no_feature_uses(
    release: Installed, service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    unused = _granted(service) - set().union(*(one.uses for one in _of(release, service)))
    with capsys.disabled():
        sys.stderr.write(f"\n{service} did not use here: {_words(unused) or 'nothing'}\n")
    assert unused - NOT_USED_HERE[service].keys() == set()


def _words(unused: set[Grant]) -> str:
    return ", ".join(f"{verb} {resource}{group and '.' + group}" for group, resource, verb in sorted(unused))


@needs_audit
@pytest.mark.usefixtures("lives")
def test_r16_nothing_is_forbidden_but_for_the_authorisers_cache(release: Installed) -> None:
    everything = _of(release, "worker") + _of(release, "reconciler")
    bound = {one.namespace: one.ended for one in everything if one.grant[1] == "rolebindings"}
    refused = [one for one in everything if one.code == 403]
    assert [one for one in refused if one.namespace not in bound or one.received > bound[one.namespace] + CACHE] == []


@needs_audit
@pytest.mark.parametrize("engine", EXPOSED_BY)
def test_r20_guardrails_are_acknowledged_before_any_workload_is_asked_for(lives: dict[str, Life], engine: str) -> None:
    made = [one for one in asked_in(f"store-{lives[engine].name}") if one.code == 201]
    fence = {(one.grant[1], one.name): one.ended for one in reversed(made) if one.grant[1] in GUARDRAILS}
    begun = [one.received for one in made if one.grant[1] in WORKLOADS]
    assert {kind for kind, _ in fence} == GUARDRAILS
    assert {one.grant[1] for one in made} >= {"deployments", "statefulsets", "jobs", "pods"}
    assert max(fence.values()) <= min(begun)
