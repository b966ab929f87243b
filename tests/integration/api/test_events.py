"""The event stream: who sees what, resumption without a gap, and starting over."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from services.api.events import feed, handlers
from shared.repository import events
from tests.integration.api.conftest import Start
from tests.integration.api.platform import TOKENS, Platform
from tests.integration.api.player import Player
from tests.integration.api.test_sessions import sign_in
from tests.waiting import until


@dataclass
class Sse:
    """One event as a browser would see it."""

    event: str
    data: Any
    id: str


@dataclass
class Stream:
    """Reads server-sent events by the rules of the HTML standard."""

    response: aiohttp.ClientResponse
    last_id: str = ""
    comments: int = 0

    async def next(self, seconds: float = 5) -> Sse:
        async with asyncio.timeout(seconds):
            event, data = "message", ""
            while True:
                line = (await self.response.content.readline()).decode()
                if not line:
                    raise EOFError
                name, _, value = line.rstrip("\n").partition(": ")
                if name == "id":
                    self.last_id = value
                elif name == "event":
                    event = value
                elif name == "data":
                    data += value
                elif line.startswith(":"):
                    self.comments += 1
                elif line == "\n" and data:
                    return Sse(event, json.loads(data), self.last_id)

    async def opened(self) -> "Stream":
        """Has read the opening, so that everything from here on is heard."""
        while (line := await self.response.content.readline()) != b"\n":
            if line.startswith(b"id: "):
                self.last_id = line[4:].decode().strip()
        return self


@asynccontextmanager
async def listening(platform: Platform, who: str | None = "ada", **headers: str) -> AsyncIterator[Stream]:
    token = {"Authorization": f"Bearer {TOKENS[who]}"} if who else {}
    async with platform.http.get(f"{platform.url}/api/v1/events", headers=token | headers) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-store"
        yield Stream(response)


@asynccontextmanager
async def opened(platform: Platform, who: str | None = "ada", **headers: str) -> AsyncIterator[Stream]:
    async with listening(platform, who, **headers) as stream:
        yield await stream.opened()


async def test_a_change_is_sent_as_the_whole_store(platform: Platform, player: Player) -> None:
    async with opened(platform) as stream:
        store = await platform.order()
        first = await stream.next()
        assert (first.event, first.data) == ("store", store)
        await player.show(store["uid"], "Ready")
        second = await stream.next()
        assert second.data == (await platform.api("ada", "GET", "/stores/my-shop")).json
        assert second.data["phase"] == "Ready"


async def test_what_a_stranger_writes_into_the_stream_silences_nobody(
    platform: Platform, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BLOCK_MS", 200)
    async with opened(platform) as stream:
        await player.repository.redis.xadd(player.repository.keys.events, {"what": "nobody knows"})
        assert (await stream.next(8)).event == "reset"
        store = await platform.order()
        assert (await stream.next()).data == store


async def test_an_end_is_sent_with_the_way_to_the_receipt(platform: Platform, player: Player) -> None:
    store = await platform.order()
    await player.show(store["uid"], "Ready")
    async with opened(platform) as stream:
        await player.end(store)
        gone = await stream.next()
        assert (gone.event, gone.data) == (
            "gone",
            {"name": "my-shop", "uid": store["uid"], "receipt": store["receipt"]},
        )


async def test_everybody_hears_only_of_what_they_may_see(platform: Platform) -> None:
    async with opened(platform, "bob") as bob, opened(platform, "admin") as admin:
        await platform.order("ada", name="shop-of-ada")
        await platform.order("bob", name="shop-of-bob")
        assert (await bob.next()).data["name"] == "shop-of-bob"
        assert (await admin.next()).data["name"] == "shop-of-ada"
        assert (await admin.next()).data["name"] == "shop-of-bob"


async def test_a_stream_resumes_where_it_broke_off_with_the_last_word_on_each_store(
    platform: Platform, player: Player
) -> None:
    async with opened(platform) as stream:
        await platform.order(name="one")
        seen = await stream.next()
    two = await platform.order(name="two")
    await platform.order("bob", name="bobs")
    await player.show(two["uid"], "Provisioning")
    await player.show(two["uid"], "Ready")
    three = await platform.order(name="three")
    await player.end(three, "expired")
    async with listening(platform, **{"Last-Event-ID": seen.id}) as resumed:
        replayed = [await resumed.next() for _ in range(2)]
        assert [(one.event, one.data["name"]) for one in replayed] == [("store", "two"), ("gone", "three")]
        assert replayed[0].data["phase"] == "Ready"
        await platform.order(name="four")
        assert (await resumed.next()).data["name"] == "four"


async def test_a_stream_that_heard_nothing_yet_resumes_too(platform: Platform) -> None:
    await platform.order(name="before")
    async with opened(platform) as stream:
        heard = stream.last_id
    await platform.order()
    async with listening(platform, **{"Last-Event-ID": heard}) as resumed:
        assert (await resumed.next()).data["name"] == "my-shop"


async def test_resuming_says_nothing_twice(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders arrive between the start of listening and the reading of what was missed."""
    real = feed.Feed.missed

    async def slowly(self: feed.Feed, position: str, scope: str | None) -> Any:
        await platform.order(name="during")
        await until(lambda: any(not one.queue.empty() for one in self.listeners), "the order is queued")
        return await real(self, position, scope)

    await platform.order(name="before")
    async with opened(platform) as stream:
        heard = stream.last_id
    monkeypatch.setattr(feed.Feed, "missed", slowly)
    async with listening(platform, **{"Last-Event-ID": heard}) as resumed:
        assert (await resumed.next()).data["name"] == "during"
        await platform.order(name="after")
        assert (await resumed.next()).data["name"] == "after"


@pytest.mark.parametrize("last", ["1-1", "99999999999999-0", "nonsense", "1", "-", "9" * 30 + "-1", "0-0 "])
async def test_an_id_that_leads_nowhere_starts_over_from_now(platform: Platform, player: Player, last: str) -> None:
    await platform.order()
    await player.repository.redis.xtrim(player.repository.keys.events, maxlen=0)
    await platform.order(name="later")
    async with listening(platform, **{"Last-Event-ID": last}) as stream:
        reset = await stream.next()
        assert (reset.event, reset.data) == ("reset", {})
        assert reset.id == await player.repository.events.last_id()


async def test_a_client_that_is_too_slow_is_told_to_start_over_once(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = feed.Listener("ada", None)
    frames = [feed.Frame((number, 0), "ada", b"%d" % number) for number in range(feed.BUFFER + 10)]
    for frame in frames:
        listener.offer(frame)
    held = [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]
    assert held == [feed.RESET, *frames[feed.BUFFER :]]


async def test_after_a_rebuild_everybody_starts_over(platform: Platform, player: Player) -> None:
    async with opened(platform) as stream:
        await platform.order()
        await stream.next()
        await player.forget()
        assert (await platform.api("ada", "GET", "/stores")).problem == "state-being-rebuilt"
        await player.rebuild()
        assert (await stream.next(10)).event == "reset"


async def test_a_quiet_stream_beats_and_ends_with_its_session(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(handlers, "WATCH_SECONDS", 0.05)
    _, cookie = await sign_in(platform)
    async with opened(platform, None, **cookie) as stream:
        assert await stream.response.content.readline() == b": still here\n"
        await platform.api(None, "DELETE", "/session", headers=cookie)
        async with asyncio.timeout(5):
            assert b"event" not in await stream.response.content.read()


async def test_a_busy_stream_ends_with_its_session_too(
    platform: Platform, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "HEARTBEAT_SECONDS", 0.1)
    store = await platform.order()
    _, cookie = await sign_in(platform)
    async with opened(platform, None, **cookie) as stream:
        await platform.api(None, "DELETE", "/session", headers=cookie)

        async def listen() -> None:
            while True:
                await player.repository.stores.progress(store["uid"], "still busy")
                await stream.next()

        async with asyncio.timeout(5):
            with pytest.raises(EOFError):
                await listen()


async def test_a_reader_that_goes_away_leaves_nothing_behind(platform: Platform) -> None:
    async with opened(platform):
        assert len(platform.context.feed.listeners) == 1
    await until(lambda: not platform.context.feed.listeners, "the listener is gone", 5)


async def test_the_end_of_the_process_ends_streams_at_once(start: Start, player: Player) -> None:
    await player.rebuild()
    async with start() as platform:
        response = await platform.http.get(
            f"{platform.url}/api/v1/events", headers={"Authorization": f"Bearer {TOKENS['ada']}"}
        )
        await Stream(response).opened()
        platform.context.feed.close()
        async with asyncio.timeout(3):
            assert await response.content.read() == b""
