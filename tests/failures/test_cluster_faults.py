"""An API server, or what stands before it, that answers badly, late or not at all."""

import asyncio
import itertools

import pytest

from shared.domain.labels import STORE, labels_of
from shared.domain.observation import namespace_view
from shared.kubernetes.kinds import NAMESPACE
from tests.failures.lab import Lab, experiment
from tests.failures.proxy import Fault, Seen
from tests.failures.size import Size
from tests.stack import FAST
from tests.waiting import until

pytestmark = pytest.mark.timeout(600)

SPOILT = ("conflict", "invalid", "throttled", "error", "unavailable", "reset", "lost", "hang", "slow", "half")
RATE = 0.1
UNHURRIED = {"CLAIM__SECONDS": "60", "CLAIM__BEAT": "15", "KUBERNETES__TIMEOUT": "10"}
"""So that nothing but the faults can cost an attempt."""


async def test_r8_every_kind_of_fault_at_once_and_all_stores_come_up_in_the_end(size: Size) -> None:
    names = [f"demo-{number}" for number in range(8)]
    async with experiment(workers=2, proxied=True) as lab:
        lab.faults.faults = [Fault(kind, RATE) for kind in SPOILT]
        await asyncio.gather(*(lab.ada.order(name) for name in names))
        await until(lambda: set(SPOILT) <= {seen.fault for seen in lab.faults.record}, "every fault has struck", 120)
        await until(lambda: len([s for s in lab.faults.record if s.fault]) > 150, "many calls were spoilt", 240)
        lab.faults.faults = []
        await lab.all_ready(names, 240)
        await lab.nothing_is_wrong()
        _nobody_waits_longer_than(float((FAST | size.timings)["KUBERNETES__TIMEOUT"]), lab.faults.record)
        _retry_after_is_honoured(lab.faults.record)


def _nobody_waits_longer_than(timeout: float, record: list[Seen]) -> None:
    """The caller hangs up on a hanging call; what it takes beyond its limit is the slowness of the machine."""
    hung = [seen.ended - seen.began for seen in record if seen.fault == "hang" and seen.ended]
    assert hung
    assert sorted(hung)[len(hung) // 2] < timeout + 1


def _retry_after_is_honoured(record: list[Seen]) -> None:
    """The same call is not sent again within the second that a 429 asked for, and never twice at once by one job."""
    key = lambda seen: (seen.method, seen.path, seen.query)  # noqa: E731 - one key for sort and group
    objects = (s for s in record if s.method == "PATCH" and "/namespaces/store-" in s.path and s.path.count("/") > 5)
    writes = sorted(objects, key=key)
    again = []
    for _, group in itertools.groupby(writes, key=key):
        calls = sorted(group, key=lambda seen: seen.began)
        again += [after.began - before.ended for before, after in itertools.pairwise(calls) if before.status == 429]
    assert again, "no call was throttled and repeated"
    assert min(again) >= 0.95


async def test_r8_what_is_throttled_is_sent_again_within_the_same_attempt() -> None:
    """A busy API server costs a moment, not an attempt."""
    names = [f"demo-{number}" for number in range(4)]
    async with experiment(proxied=True, settings=UNHURRIED) as lab:
        await lab.ada.order("calm")
        await lab.all_ready(["calm"])
        lab.faults.faults = [Fault("throttled", 0.2)]
        await asyncio.gather(*(lab.ada.order(name) for name in names))
        await lab.all_ready(names)
        lab.faults.faults = []
        evidence = await lab.nothing_is_wrong()
        attempts = {labels_of(o)[STORE]: namespace_view(o).status.attempt for o in evidence.namespaces}
        assert attempts == dict.fromkeys(["calm", *names], 1)


async def test_r8_an_api_server_that_hangs_for_a_while_stops_nothing_for_good() -> None:
    async with experiment(proxied=True) as lab:
        await lab.ada.order("before")
        await lab.all_ready(["before"])
        lab.faults.faults = [Fault("hang", match=lambda _seen: True)]
        await lab.ada.order("during")
        await until(lambda: len([s for s in lab.faults.record if s.fault and s.ended]) > 5, "calls have hung")
        assert (await lab.store("before"))["phase"] == "Ready"
        lab.faults.faults = []
        await lab.all_ready(["before", "during"])
        await lab.nothing_is_wrong()


async def test_r8_a_namespace_that_is_refused_is_told_with_its_code_and_goes_on_by_itself() -> None:
    """Before the namespace there is no place for a verdict: the store says it while it stays Queued."""
    async with experiment(proxied=True) as lab:
        lab.faults.faults = [Fault("forbidden", match=_posts_a_namespace)]
        await lab.ada.order("demo")
        failure = await until(lambda: _failure(lab, "demo"), "the store says why it is not made", 60)
        assert failure["code"] == "rights-missing"
        assert "403" in failure["evidence"]
        assert failure["fix"]
        assert (await lab.store("demo"))["phase"] == "Queued"
        lab.faults.faults = []
        await until(lambda: _is_made(lab, "demo"), "its namespace is made", 60)
        assert (await lab.store("demo"))["failure"] is None, "before the first purchase was tried"
        await lab.all_ready(["demo"])
        await lab.nothing_is_wrong()


def _posts_a_namespace(seen: Seen) -> bool:
    return seen.method == "POST" and seen.path == "/api/v1/namespaces" and "dryRun" not in seen.query


async def _failure(lab: Lab, name: str) -> dict[str, str] | None:
    return (await lab.store(name)).get("failure")


async def _is_made(lab: Lab, name: str) -> bool:
    return (await lab.store(name))["phase"] == "Provisioning"


async def test_r8_a_claim_that_is_refused_is_told_on_a_store_that_goes_on_selling() -> None:
    """A change must be written into the namespace; what refuses that is no verdict on the shop."""
    async with experiment(proxied=True) as lab:
        await lab.ada.order("demo")
        await lab.all_ready(["demo"])
        lab.faults.faults = [Fault("invalid", match=_patches_a_namespace)]
        status, _ = await lab.ada.call("PATCH", "/stores/demo", {"protected": True})
        assert status == 202
        failure = await until(lambda: _failure(lab, "demo"), "the store says why it is not changed", 60)
        assert (failure["code"], "webhook" in failure["evidence"]) == ("apply-refused", True)
        lab.faults.faults = []
        await until(lambda: _is_protected(lab), "it is changed", 60)
        await lab.all_ready(["demo"])
        assert (await lab.store("demo"))["failure"] is None
        await lab.nothing_is_wrong()


def _patches_a_namespace(seen: Seen) -> bool:
    return seen.method == "PATCH" and seen.path == "/api/v1/namespaces/store-demo"


async def _is_protected(lab: Lab) -> bool:
    store = await lab.store("demo")
    return bool(store.get("protected")) and store["phase"] != "Queued"


async def test_r10_watches_that_end_or_are_too_old_miss_nothing() -> None:
    """What the watch could not say, the list says; the pace of coming back is bounded."""
    async with experiment(proxied=True) as lab:
        lab.faults.faults = [
            Fault(kind, 0.3, match=lambda seen: seen.is_watch) for kind in ("ended", "gone", "half", "throttled")
        ]
        lab.stack.processes["reconciler"].stop()  # its watches of before would last for minutes
        lab.stack.start("reconciler")
        await lab.ada.order("demo")
        await lab.all_ready(["demo"])
        await lab.gateway.delete(NAMESPACE, "store-demo")
        await until(lambda: _gone(lab, "demo"), "the deletion by hand is seen")
        spans = await until(lambda: _spans(lab.faults.record), "watches have begun four times")
        assert min(spans) >= 2, "three beginnings again in less than two seconds"


def _spans(record: list[Seen]) -> list[float]:
    """Seconds that four beginnings in a row of the same watch took."""
    return [w[n + 3].began - w[n].began for w in _by_path(record).values() for n in range(len(w) - 3)]


async def _gone(lab: Lab, name: str) -> bool:
    return (await lab.store(name))["phase"] == "404"


def _by_path(record: list[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = {}
    for seen in record:
        if seen.is_watch:
            found.setdefault(seen.path, []).append(seen)
    return found


async def test_r43_an_empty_list_frees_nothing_and_deletes_nothing() -> None:
    async with experiment(proxied=True, settings={"RECONCILER__PERIOD": "0.3"}) as lab:
        names = [f"demo-{number}" for number in range(3)]
        orders = [await lab.ada.order(name) for name in names]
        await lab.all_ready(names)
        lab.faults.faults = [Fault("empty", times=1, match=lambda s: s.path == "/api/v1/namespaces" and not s.is_watch)]
        await lab.stack.redis("FLUSHALL")
        await until(lambda: lab.faults.faults[0].times == 0, "the empty list was answered")
        await until(lab.serves, "the API serves again")
        await lab.all_ready(names)
        found = [(await lab.store(name))["uid"] for name in names]
        assert found == [order["uid"] for order in orders]
        await lab.nothing_is_wrong()
