"""R10: whatever a watch dies of, the view goes on, misses nothing and does not hammer the server."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from shared.kubernetes import watch as watching
from shared.kubernetes.client import Connection, connect
from shared.kubernetes.errors import Forbidden, Gone, KubernetesError, ServerError, TooManyRequests, Unreachable
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import POD
from shared.kubernetes.pace import LONGEST_DELAY, Pace
from shared.kubernetes.watch import PATIENCE, Bookmark, Changed, Deleted, Event, Listed, watch
from tests.unit.kubernetes.model import BIG, FAULTS, Model, State
from tests.unit.kubernetes.stub import FakeTime, Stub, kubeconfig, says


class View:
    """What a consumer of the events believes, checked against the model at every step."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.state: State = {}
        self.version = 0
        self.relists = 0

    def sees(self, event: Event) -> None:
        self._misses_nothing(event)
        self.version = event.resource_version
        match event:
            case Listed(items, _):
                self.relists += 1
                self.state = {item["metadata"]["name"]: int(item["metadata"]["resourceVersion"]) for item in items}
            case Changed(item, version):
                self.state[item["metadata"]["name"]] = version
            case Deleted(item, _):
                del self.state[item["metadata"]["name"]]
        assert self.state == self.model.state_at(self.version)

    def _misses_nothing(self, event: Event) -> None:
        """Between two events of a watch the model knows no other transition."""
        if not isinstance(event, Listed):
            passed_over = [c for c in self.model.after(self.version) if c.version < event.resource_version]
            assert passed_over == []


async def follow(model: Model, tmp_path: Path, errors: list[KubernetesError]) -> View:
    """Watches until the faults are used up and the view is that of the model."""
    view = View(model)
    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", model.handle)
    async with TestServer(app) as server, connect(kubeconfig(tmp_path, str(server.make_url("/")))) as connection:
        pace = Pace(sleep=model.time.sleep, clock=model.time.clock)
        gateway = Gateway(connection, sleep=model.time.sleep, clock=model.time.clock)
        async with asyncio.timeout(20), aclosing(watch(gateway, POD, on_error=errors.append, pace=pace)) as events:
            async for event in events:
                view.sees(event)
                if isinstance(event, Bookmark) and model.is_calm and event.resource_version == model.version:
                    break
        model.closing.set()
    return view


def at_most_one_a_second(moments: list[float]) -> bool:
    return all(later - earlier >= 1 for earlier, later in pairwise(moments))


WHAT_IS_SAID: dict[str, type[KubernetesError]] = {
    "410 before": Gone,
    "410 as a line": Gone,
    "429 as text": TooManyRequests,
    "500 as html": ServerError,
    "500 as a line": ServerError,
    "403": Forbidden,
    "no event": Unreachable,
    "disconnects": Unreachable,
    "never begins": Unreachable,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_r10_each_fault_is_survived_reported_and_costs_a_list_only_after_410(
    fault: str, time: FakeTime, tmp_path: Path
) -> None:
    errors: list[KubernetesError] = []
    model = Model([fault], time, random.Random(fault))
    view = await follow(model, tmp_path, errors)
    assert view.state == model.state_at(model.version)
    assert [type(error) for error in errors] == ([WHAT_IS_SAID[fault]] if fault in WHAT_IS_SAID else [])
    assert len(model.watches) == 2
    assert at_most_one_a_second(model.watches)
    assert view.relists == (2 if fault.startswith("410") else 1)


@pytest.mark.parametrize("fault", FAULTS)
async def test_r10_a_fault_that_stays_is_asked_about_less_and_less_and_listed_again(
    fault: str, time: FakeTime, tmp_path: Path
) -> None:
    model = Model([fault] * 8, time, random.Random(fault))
    view = await follow(model, tmp_path, [])
    assert view.state == model.state_at(model.version)
    assert len(model.watches) == 9
    assert at_most_one_a_second(model.watches)
    fruitless = {"says nothing", "never begins", "429 as text", "500 as html", "403"}
    if fault in fruitless:
        assert view.relists > 1
        assert model.watches[7] - model.watches[6] >= 10


@pytest.mark.parametrize("seed", range(25))
async def test_r10_no_transition_is_missed_in_any_order_of_faults(seed: int, time: FakeTime, tmp_path: Path) -> None:
    chance = random.Random(seed)
    model = Model(chance.choices(FAULTS, k=12), time, chance)
    view = await follow(model, tmp_path, [])
    assert view.state == model.state_at(model.version)
    assert at_most_one_a_second(model.watches)


async def first(events: AsyncIterator[Event], count: int) -> list[Event]:
    async with asyncio.timeout(10):
        return [await anext(events) for _ in range(count)]


async def test_r10_an_event_of_two_megabytes_arrives_whole(time: FakeTime, tmp_path: Path) -> None:
    model = Model(["a big event"], time, random.Random(1))
    sizes: list[int] = []

    def measured(item: dict[str, Any]) -> dict[str, Any]:
        sizes.append(len(item.get("padding", "")))
        return item

    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", model.handle)
    async with TestServer(app) as server, connect(kubeconfig(tmp_path, str(server.make_url("/")))) as connection:
        async with aclosing(watch(Gateway(connection), POD, project=measured)) as events:
            while BIG not in sizes:
                await first(events, 1)
        model.closing.set()


@pytest.fixture
def pace(time: FakeTime) -> Pace:
    return Pace(sleep=time.sleep, clock=time.clock)


LIST = says(200, {"metadata": {"resourceVersion": "7"}, "items": None})


async def test_a_watch_asks_for_bookmarks_and_an_end_from_the_version_of_the_list(
    gateway: Gateway, stub: Stub, pace: Pace
) -> None:
    stub.script = [LIST, stub.hang]
    async with aclosing(watch(gateway, POD, selector="a=b", metadata_only=True, pace=pace)) as events:
        assert await first(events, 1) == [Listed([], 7)]
        pending = asyncio.ensure_future(anext(events))
        while len(stub.asked) < 2:
            await asyncio.sleep(0.005)
        pending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pending
    listed, watched = stub.asked[0], stub.asked[1]
    assert "resourceVersion" not in listed.query
    assert 240 <= int(watched.query.pop("timeoutSeconds")) <= 360
    expected = {"watch": "1", "allowWatchBookmarks": "true", "resourceVersion": "7", "labelSelector": "a=b"}
    assert watched.query == expected
    assert "as=PartialObjectMetadata;" in watched.headers["Accept"]


async def test_r10_a_connection_that_falls_silent_is_dropped(
    gateway: Gateway, stub: Stub, pace: Pace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "GRACE", 0.05)

    async def silence(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await stub.closing.wait()
        return response

    errors: list[KubernetesError] = []
    stub.script = [LIST, silence, silence, silence, LIST, silence]
    async with aclosing(watch(gateway, POD, pace=pace, lifetime=0.05, on_error=errors.append)) as events:
        assert await first(events, 2) == [Listed([], 7)] * 2
    assert [type(error) for error in errors] == [Unreachable] * PATIENCE
    assert "timeoutSeconds" in stub.asked[1].query


async def test_a_watch_that_does_not_begin_costs_the_request_timeout(
    connection: Connection, stub: Stub, pace: Pace
) -> None:
    errors: list[KubernetesError] = []
    stub.script = [LIST, stub.hang, stub.hang, stub.hang, LIST]
    gateway = Gateway(connection, timeout=0.05)
    async with aclosing(watch(gateway, POD, pace=pace, on_error=errors.append)) as events:
        await first(events, 2)
    assert len([error for error in errors if str(error).startswith("watch")]) == PATIENCE


async def test_r10_a_list_that_fails_is_tried_again_at_the_same_pace(
    gateway: Gateway, stub: Stub, pace: Pace, time: FakeTime
) -> None:
    errors: list[KubernetesError] = []
    stub.script = [says(429, "no"), says(403, "no"), says(500, "<html>"), LIST]
    async with aclosing(watch(gateway, POD, pace=pace, on_error=errors.append)) as events:
        assert await first(events, 1) == [Listed([], 7)]
    assert [error.status for error in errors] == [429, 403, 500]
    assert len(time.slept) == 3
    assert [slept >= least for slept, least in zip(time.slept, [2, 4, 8], strict=True)] == [True] * 3


@pytest.mark.parametrize(("asked", "least", "most"), [("20", 20, 22), ("86400", LONGEST_DELAY, LONGEST_DELAY + 2)])
async def test_the_servers_retry_after_is_believed_up_to_a_minute(
    gateway: Gateway, stub: Stub, pace: Pace, time: FakeTime, asked: str, least: float, most: float
) -> None:
    stub.script = [says(429, "no", Retry_After=asked), LIST]
    async with aclosing(watch(gateway, POD, pace=pace)) as events:
        await first(events, 1)
    assert least <= sum(time.slept) <= most


async def test_cancelling_the_consumer_closes_the_connection(
    connection: Connection, gateway: Gateway, time: FakeTime, stub: Stub, pace: Pace
) -> None:
    async def open_ended(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await stub.closing.wait()
        return response

    stub.script = [LIST, open_ended]
    seen: list[Event] = []

    async def consume() -> None:
        async with aclosing(watch(gateway, POD, pace=pace)) as events:
            async for event in events:
                seen.append(event)  # noqa: PERF401 - what was seen must stay when the task is cancelled

    task = asyncio.ensure_future(consume())
    while len(stub.asked) < 2:
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == [Listed([], 7)]
    assert connection.session.connector
    assert not connection.session.connector._acquired


async def test_only_what_is_kept_of_an_object_is_handed_on(gateway: Gateway, stub: Stub, pace: Pace) -> None:
    item = {"metadata": {"name": "a", "resourceVersion": "7"}, "spec": {"much": "text"}}
    stub.script = [says(200, {"metadata": {"resourceVersion": "7"}, "items": [item]})]
    watched = watch(
        gateway, POD, project=lambda item: {"name": item["metadata"]["name"], "kind": item["kind"]}, pace=pace
    )
    async with aclosing(watched) as events:
        assert await first(events, 1) == [Listed([{"name": "a", "kind": "Pod"}], 7)]
