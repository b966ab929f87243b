"""What is sent again, how long we wait, and when it ends."""

from collections.abc import Awaitable, Callable

import pytest

from shared.domain.types import Manifest
from shared.kubernetes import errors
from shared.kubernetes.client import Connection
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import CONFIG_MAP, NAMESPACE, POD
from tests.unit.kubernetes.stub import Answer, FakeTime, Stub, cut, outcome, refusal, says

CONFIG: Manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web", "namespace": "store-a"}}
CLAIM: Manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "store-a"}}

REPEATABLE: dict[str, Callable[[Gateway], Awaitable[object]]] = {
    "get": lambda gateway: gateway.get(POD, "web-0", "store-a"),
    "list": lambda gateway: gateway.list(POD),
    "apply": lambda gateway: gateway.apply(CONFIG),
    "patch at a version": lambda gateway: gateway.merge_patch(NAMESPACE, "store-a", {}, resource_version=1),
    "delete by uid": lambda gateway: gateway.delete(NAMESPACE, "store-a", uid="u"),
}

ONCE: dict[str, Callable[[Gateway], Awaitable[object]]] = {
    "create": lambda gateway: gateway.create(CLAIM),
    "patch of whatever is there": lambda gateway: gateway.merge_patch(
        CONFIG_MAP, "web", {}, resource_version=None, namespace="store-a"
    ),
    "delete of whatever is there": lambda gateway: gateway.delete(CONFIG_MAP, "web", namespace="store-a"),
}

NOT_NOW: dict[str, Answer] = {
    "429 as text": says(429, "Too many requests, please try again later.", Retry_After="1"),
    "503 that asks to come back": says(503, refusal(503, "ServiceUnavailable", retryAfterSeconds=1)),
}

PERHAPS_DONE: dict[str, Answer] = {
    "500": says(500, refusal(500, "InternalError")),
    "502": says(502, "<html>bad gateway</html>"),
    "503 by a proxy": says(503, "<html>no backend</html>"),
    "504": says(504, refusal(504, "Timeout")),
    "a reset": cut,
}

FINAL = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 410: "Expired", 422: "Invalid"}

QUOTA_RACE = refusal(
    409, "Conflict", 'Operation cannot be fulfilled on resourcequotas "quota": the object has been modified'
)

DONE = says(200, {"metadata": {"resourceVersion": "5"}})


@pytest.mark.parametrize("call", REPEATABLE)
@pytest.mark.parametrize("answer", NOT_NOW | PERHAPS_DONE)
async def test_what_may_happen_twice_is_sent_again(gateway: Gateway, stub: Stub, answer: str, call: str) -> None:
    stub.script = [(NOT_NOW | PERHAPS_DONE)[answer]] * 2 + [DONE]
    await REPEATABLE[call](gateway)
    assert len(stub.asked) == 3
    assert len({(asked.method, asked.path, asked.body) for asked in stub.asked}) == 1


@pytest.mark.parametrize("call", ONCE)
@pytest.mark.parametrize("answer", PERHAPS_DONE)
async def test_what_must_not_happen_twice_is_sent_once_where_it_may_have_worked(
    gateway: Gateway, stub: Stub, answer: str, call: str
) -> None:
    stub.script = [PERHAPS_DONE[answer], DONE]
    await outcome(ONCE[call](gateway))
    assert len(stub.asked) == 1


@pytest.mark.parametrize("call", ONCE)
@pytest.mark.parametrize("answer", NOT_NOW)
async def test_a_refusal_that_came_before_doing_anything_is_waited_out_by_all(
    gateway: Gateway, stub: Stub, answer: str, call: str
) -> None:
    stub.script = [NOT_NOW[answer], DONE]
    await ONCE[call](gateway)
    assert len(stub.asked) == 2


@pytest.mark.parametrize("status", FINAL)
async def test_a_final_answer_is_not_asked_for_twice(gateway: Gateway, stub: Stub, status: int) -> None:
    stub.script = [says(status, refusal(status, FINAL[status])), DONE]
    await outcome(gateway.apply(CONFIG))
    assert len(stub.asked) == 1


@pytest.mark.parametrize("call", [REPEATABLE["apply"], ONCE["create"]])
async def test_a_race_for_the_quota_is_run_again(
    gateway: Gateway, stub: Stub, call: Callable[[Gateway], Awaitable[object]]
) -> None:
    stub.script = [says(409, QUOTA_RACE), says(409, QUOTA_RACE), DONE]
    await call(gateway)
    assert len(stub.asked) == 3


@pytest.mark.parametrize("call", [REPEATABLE["patch at a version"], REPEATABLE["delete by uid"]])
async def test_a_stale_version_or_a_foreign_uid_is_for_the_caller_to_decide(
    gateway: Gateway, stub: Stub, call: Callable[[Gateway], Awaitable[object]]
) -> None:
    stale = 'Operation cannot be fulfilled on namespaces "store-a": the object has been modified'
    stub.script = [says(409, refusal(409, "Conflict", stale)), DONE]
    assert isinstance(await outcome(call(gateway)), errors.Conflict)
    assert len(stub.asked) == 1


async def test_the_pause_is_at_least_what_the_server_asks_for(gateway: Gateway, stub: Stub, time: FakeTime) -> None:
    stub.script = [says(429, "slow down", Retry_After="4"), DONE]
    await gateway.apply(CONFIG)
    assert len(time.slept) == 1
    assert 4 <= time.slept[0] < 5


async def test_pauses_grow_and_stay_short_of_the_ceiling(gateway: Gateway, stub: Stub, time: FakeTime) -> None:
    stub.script = [cut]
    await outcome(gateway.version())
    assert 0.05 <= time.slept[0] <= 0.1
    assert max(time.slept) <= 2
    assert time.slept[0] < time.slept[2] < time.slept[4]


async def test_all_of_it_stays_within_the_budget(gateway: Gateway, stub: Stub, time: FakeTime) -> None:
    stub.script = [cut]
    begun = time.now
    assert isinstance(await outcome(gateway.version()), errors.Unreachable)
    assert 10 < time.now - begun < 15


async def test_a_longer_wait_than_the_budget_ends_at_once(gateway: Gateway, stub: Stub, time: FakeTime) -> None:
    stub.script = [says(429, "later", Retry_After="60"), DONE]
    error = await outcome(gateway.apply(CONFIG))
    assert isinstance(error, errors.TooManyRequests)
    assert error.delay == 60
    assert time.slept == []


async def test_a_post_keeps_to_the_budget_of_its_caller(connection: Connection, stub: Stub) -> None:
    stub.script = [stub.hang]
    error = await outcome(Gateway(connection, timeout=30).create(CLAIM, budget=0.05))
    assert isinstance(error, errors.Unreachable)
    assert len(stub.asked) == 1
