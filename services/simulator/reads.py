"""GET and LIST: whole objects or only their metadata, in chunks."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from services.simulator.faults import bad_request, gone
from services.simulator.hub import Hub
from services.simulator.records import Record
from services.simulator.selectors import field_test, label_test
from services.simulator.store import Store
from services.simulator.writes import Call

Render = Callable[[Record], bytes]


def whole(record: Record) -> bytes:
    """The object as it is."""
    return record.raw


def metadata_only(record: Record) -> bytes:
    """The object as PartialObjectMetadata."""
    metadata = record.manifest()["metadata"]
    return orjson.dumps({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata})


def render_for(accept: str) -> Render:
    """How the caller wants objects; a Table is not offered, so plain objects follow."""
    return metadata_only if "as=PartialObjectMetadata" in accept else whole


def matcher(call: Call) -> Callable[[Record], bool]:
    """Whether an object is one of those that the call asks about."""
    labels = label_test(call.query.get("labelSelector", ""))
    fields = field_test(call.query.get("fieldSelector", ""))
    namespace = call.namespace

    def matches(record: Record) -> bool:
        return (not namespace or record.key.namespace == namespace) and labels(record.labels) and fields(record)

    return matches


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a list goes on: the version that it began at and the last key that was given."""

    version: int
    key: tuple[str, str]

    def token(self) -> str:
        return base64.urlsafe_b64encode(orjson.dumps([self.version, *self.key])).decode()


def _position(call: Call, store: Store, hub: Hub) -> _Position:
    token = call.query.get("continue", "")
    if not token:
        return _Position(store.version, ("", ""))
    try:
        version, namespace, name = orjson.loads(base64.urlsafe_b64decode(token))
    except (ValueError, binascii.Error) as error:
        raise bad_request("continue key is not valid") from error
    if version < hub.floor(call.resource.plural):
        raise gone(
            "The provided continue parameter is too old to display a consistent list result. "
            "You must start a new list without the continue parameter."
        )
    return _Position(version, (namespace, name))


def listing(store: Store, hub: Hub, call: Call, render: Render) -> bytes:
    """A chunk of a list.

    Later chunks show the present under the first chunk's version: a watch from that version brings what changed since.
    """
    position, matches = _position(call, store, hub), matcher(call)
    limit = int(call.query.get("limit") or 0)
    chosen: list[Record] = []
    more = False
    for record in store.after(call.resource.plural, call.namespace, position.key):
        if not matches(record):
            continue
        if limit and len(chosen) == limit:
            more = True
            break
        chosen.append(record)
    metadata = {"resourceVersion": str(position.version)}
    if more:
        last = chosen[-1].key
        metadata["continue"] = _Position(position.version, (last.namespace, last.name)).token()
    return _list_body(call, metadata, [render(record) for record in chosen], partial=render is metadata_only)


def _list_body(call: Call, metadata: dict[str, str], items: list[bytes], *, partial: bool) -> bytes:
    kind = "PartialObjectMetadataList" if partial else f"{call.resource.kind}List"
    api_version = "meta.k8s.io/v1" if partial else call.resource.api_version
    head = orjson.dumps({"kind": kind, "apiVersion": api_version, "metadata": metadata})
    body = b"null" if partial and not items else b"[" + b",".join(items) + b"]"
    return head[:-1] + b',"items":' + body + b"}"
