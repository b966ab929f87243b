"""`GET /events`: what the caller may see, as it happens."""

import asyncio
import re

from aiohttp import web

from services.api.authentication import principal_of
from services.api.context import Call
from services.api.events.feed import Listener, Message
from services.api.problems import Problem, Problems

HEARTBEAT = 15.0
"""Seconds of silence before a comment is sent, so that proxies keep the connection and the client sees it live."""
RETRY_MS = 2000
STREAMS_MAX = 20
_POSITION = re.compile(r"\d{1,20}-\d{1,20}")
_RESET = b"event: reset\ndata: {}\n\n"


async def stream_events(call: Call) -> web.StreamResponse:
    """Server-sent events `store`, `gone` and `reset`; `Last-Event-ID` resumes without a gap."""
    feed, caller = call.context.feed, call.caller
    if feed.count(caller.id) >= STREAMS_MAX:
        raise Problem(Problems.STREAMS, f"At most {STREAMS_MAX} streams at once; close one.", retry_after=10)
    position = call.request.headers.get("Last-Event-ID", "")
    with feed.listen(caller.id, call.scope) as listener:
        missed = await _missed(call, position)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        response.headers.update(call.headers)
        await response.prepare(call.request)
        try:
            await _send(call, response, listener, missed)
        except (ConnectionError, asyncio.CancelledError):
            return response
    return response


async def _missed(call: Call, position: str) -> list[bytes]:
    """What happened since that position, or a reset when nobody knows any more."""
    log = call.context.repository.events
    if not position:
        return [f"id: {await log.last_id()}\nevent: hello\ndata: {{}}\n\n".encode()]
    events = await log.since(position) if _POSITION.fullmatch(position) else None
    if events is None:
        return [f"id: {await log.last_id()}\n".encode() + _RESET]
    visible = [event for event in events if call.scope in (None, event.owner)]
    messages = [await call.context.feed.message(event) for event in visible]
    return [message.wire for message in messages if message]


async def _send(call: Call, response: web.StreamResponse, listener: Listener, missed: list[bytes]) -> None:
    await response.write(f"retry: {RETRY_MS}\n\n".encode() + b"".join(missed))
    while not call.request.transport or not call.request.transport.is_closing():
        message = await _next(listener)
        if message is _SILENCE:
            if await principal_of(call.context, call.request) is None:
                return
            await response.write(b": still here\n\n")
        else:
            await response.write(message.wire if message else _RESET)


_SILENCE = Message("", "", b"")


async def _next(listener: Listener) -> Message | None:
    try:
        return await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
    except TimeoutError:
        return _SILENCE
