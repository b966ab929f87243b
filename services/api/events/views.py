"""Frames of the event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import re
from dataclasses import dataclass

from pydantic import BaseModel

from services.api.events.models import GoneView
from services.api.stores.views import receipt_path, store_view
from shared.domain.status import StoreRecord
from shared.repository.events import Event

RETRY_MS = 2000
HEARTBEAT = b": still here\n\n"
RESET = b"event: reset\ndata: {}\n\n"
IDENTITY = re.compile(r"[0-9]{1,18}-[0-9]{1,18}")
"""An id of Redis' stream, milliseconds and a serial; both fit into 64 bits."""

Position = tuple[int, int]
START: Position = (0, 0)


@dataclass(frozen=True)
class Frame:
    """One event as bytes, with its place in the stream and whose it is."""

    position: Position
    owner: str
    data: bytes


def opening(here: str | None) -> bytes:
    """When to come back, and from where: an id alone is remembered by the browser and fires nothing."""
    identity = f"id: {here}\n" if here else ""
    return f"retry: {RETRY_MS}\n{identity}\n".encode()


def store_frame(event: Event, record: StoreRecord) -> Frame:
    """The store as it is now."""
    return _frame(event, record.owner, "store", store_view(record))


def gone_frame(event: Event) -> Frame:
    """The store has become a receipt."""
    view = GoneView(name=event.name, uid=event.uid, receipt=receipt_path(event.uid))
    return _frame(event, event.owner, "gone", view)


def position_of(identity: str) -> Position:
    """The place in the stream, comparable."""
    milliseconds, _, serial = identity.partition("-")
    return int(milliseconds), int(serial)


def _frame(event: Event, owner: str, kind: str, view: BaseModel) -> Frame:
    data = f"id: {event.id}\nevent: {kind}\ndata: {view.model_dump_json()}\n\n".encode()
    return Frame(position_of(event.id), owner, data)
