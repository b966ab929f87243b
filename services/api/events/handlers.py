"""`GET /events`: what the caller may see, as it happens."""

import asyncio
import time
from contextlib import suppress

from aiohttp import web

from services.api.authentication import principal_of
from services.api.context import Call
from services.api.events.feed import Item, Listener
from services.api.events.views import HEARTBEAT, IDENTITY, RESET, START, Frame, Position, opening
from services.api.problems import Problem, Problems
from shared.repository.mark import RedisAway

HEARTBEAT_SECONDS = 15.0
"""So that proxies keep a quiet connection and clients see that it lives."""
WATCH_SECONDS = 1.0
"""How soon a stream ends whose token was revoked; a closed session ends it at the next heartbeat."""
STREAMS_MAX = 20
"""Open streams of one principal: browsers open one an origin, so this bounds what one token can hold open."""


async def stream_events(call: Call) -> web.StreamResponse:
    """Server-sent events `store` (a whole store), `gone` and `reset` (load everything anew).

    `Last-Event-ID` resumes without a gap; open the stream first and load the list afterwards, and nothing is missed.
    """
    feed, caller = call.context.feed, call.caller
    if feed.count(caller.id) >= STREAMS_MAX:
        raise Problem(Problems.STREAMS, f"At most {STREAMS_MAX} streams at once; close one.", retry_after=10)
    with feed.listen(caller.id, call.scope) as listener:
        first = await _first(call)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        response.headers.update(call.headers)
        await response.prepare(call.request)
        with suppress(ConnectionError):
            await _send(call, response, listener, first)
    return response


async def _first(call: Call) -> list[Item]:
    """How the stream begins: where it stands, or what the client missed, or that nobody knows what it missed."""
    feed, last = call.context.feed, call.request.headers.get("Last-Event-ID")
    here = await call.context.repository.events.last_id()
    if not last:
        return [opening(here)]
    missed = await feed.missed(last, call.scope) if IDENTITY.fullmatch(last) else None
    return [opening(here), RESET] if missed is None else [opening(None), *missed]


async def _send(call: Call, response: web.StreamResponse, listener: Listener, first: list[Item]) -> None:
    sent, beat = START, time.monotonic()
    for item in first:
        sent = await _write(response, item, sent)
    while _is_here(call):
        item = await _next(listener)
        if item is None:
            return
        sent = await _write(response, item, sent)
        if time.monotonic() - beat >= HEARTBEAT_SECONDS:
            beat = time.monotonic()
            if not await _is_signed_in(call):
                return
            await response.write(HEARTBEAT)


async def _next(listener: Listener) -> Item:
    """What comes next; nothing to send (empty bytes) after a moment of silence."""
    try:
        return await asyncio.wait_for(listener.queue.get(), WATCH_SECONDS)
    except TimeoutError:
        return b""


async def _write(response: web.StreamResponse, item: Item, sent: Position) -> Position:
    """Sends it, unless a frame of the replay said it already; returns the place that the client has reached."""
    if isinstance(item, Frame):
        if item.position <= sent:
            return sent
        await response.write(item.data)
        return item.position
    if item:
        await response.write(item)
    return sent


def _is_here(call: Call) -> bool:
    """Whether the client is connected and its principal, token and role are still those that opened the stream."""
    transport = call.request.transport
    connected = transport is not None and not transport.is_closing()
    return connected and call.context.principals.by_id(call.caller.id) == call.caller


async def _is_signed_in(call: Call) -> bool:
    """Whether the session lasts; without Redis nobody can tell, and the stream stays."""
    try:
        return await principal_of(call.context, call.request) is not None
    except RedisAway:
        return True
