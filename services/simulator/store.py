"""All objects, in memory for reading and in SQLite for good; one counter gives each change its resourceVersion."""

import bisect
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from services.simulator.database import Database
from services.simulator.records import Key, Record, record_of
from shared.domain.errors import PermanentError
from shared.domain.types import Manifest


@dataclass(frozen=True, slots=True)
class Change:
    """One step of an object: what it was and what it is; `after` of a deletion is its last version."""

    type: str
    before: Record | None
    after: Record


Listener = Callable[[Change], None]


class StoreBroken(PermanentError):
    """A batch failed half-way: memory is ahead of the file, and only a new start from the file is right."""


class Store:
    """The only owner of the objects. Writes happen in a batch; listeners hear of them once they are committed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.version = database.version()
        self.broken = ""
        self._objects: dict[str, dict[tuple[str, str], Record]] = defaultdict(dict)
        self._order: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._namespaces: dict[str, dict[Key, Record]] = defaultdict(dict)
        self._dependents: dict[str, set[Key]] = defaultdict(set)
        self._changes: list[Change] | None = None
        self._listeners: list[Listener] = []
        for record in database.records():
            self._remember(record, None)

    def listen(self, listener: Listener) -> None:
        """Call it for every committed change, in order."""
        self._listeners.append(listener)

    def get(self, plural: str, namespace: str, name: str) -> Record | None:
        """One object, if it is there."""
        return self._objects[plural].get((namespace, name))

    def all(self, plural: str, namespace: str = "") -> list[Record]:
        """Objects of a kind in the order of their keys; "" means everywhere."""
        return list(self.after(plural, namespace, ("", "")))

    def after(self, plural: str, namespace: str, key: tuple[str, str]) -> Iterator[Record]:
        """Objects of a kind whose (namespace, name) comes behind the given one."""
        order, objects = self._order[plural], self._objects[plural]
        start = bisect.bisect_right(order, max(key, (namespace, "")))
        for place in order[start:]:
            if namespace and place[0] != namespace:
                return
            yield objects[place]

    def inside(self, namespace: str) -> list[Record]:
        """Everything in a namespace."""
        return list(self._namespaces.get(namespace, {}).values())

    def dependents(self, uid: str) -> list[Record]:
        """Objects that name this uid as their owner."""
        return [self._objects[key.plural][key.namespace, key.name] for key in self._dependents.get(uid, ())]

    def orphaned(self) -> set[str]:
        """Uids that are named as owners and belong to nothing."""
        alive = {record.uid for objects in self._objects.values() for record in objects.values()}
        return self._dependents.keys() - alive

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything written within is committed together; the memory is only ahead of the file inside.

        When that fails after a write, every later call is refused and `/livez` says so: memory is ahead then, and
        a new process reads from the file what was promised.
        """
        if self.broken:
            raise StoreBroken(self.broken)
        self._changes = []
        try:
            with self.database.transaction():
                yield
        except BaseException as error:
            if self._changes:
                self.broken = f"a batch of writes failed, restart me: {error!r}"
            raise
        changes, self._changes = self._changes, None
        for change in changes:
            for listener in self._listeners:
                listener(change)

    def put(self, plural: str, manifest: Manifest, *, created: float | None = None) -> Record:
        """Write an object under the next resourceVersion."""
        metadata = manifest["metadata"]
        before = self.get(plural, metadata.get("namespace", ""), metadata["name"])
        born = created if created is not None else before.created if before else time.time()
        record = record_of(plural, manifest, version=self._next(), created=born)
        self.database.put(record)
        self._remember(record, before)
        self._tell(Change("MODIFIED" if before else "ADDED", before, record))
        return record

    def remove(self, record: Record) -> Record:
        """Take an object away for good; returns its last version, which has a resourceVersion of its own."""
        last = record_of(record.key.plural, record.manifest(), version=self._next(), created=record.created)
        self.database.remove(record.key, last.version)
        self._forget(record)
        self._tell(Change("DELETED", record, last))
        return last

    def _next(self) -> int:
        self.version += 1
        return self.version

    def _tell(self, change: Change) -> None:
        if self._changes is None:
            raise RuntimeError("a write outside of a batch")
        self._changes.append(change)

    def _remember(self, record: Record, before: Record | None) -> None:
        key, place = record.key, (record.key.namespace, record.key.name)
        if before is None:
            bisect.insort(self._order[key.plural], place)
        else:
            self._unlink(before)
        self._objects[key.plural][place] = record
        if key.namespace:
            self._namespaces[key.namespace][key] = record
        for owner in record.owners:
            self._dependents[owner].add(key)

    def _forget(self, record: Record) -> None:
        key, place = record.key, (record.key.namespace, record.key.name)
        del self._objects[key.plural][place]
        order = self._order[key.plural]
        order.pop(bisect.bisect_left(order, place))
        self._unlink(record)
        if key.namespace:
            inside = self._namespaces[key.namespace]
            del inside[key]
            if not inside:
                del self._namespaces[key.namespace]

    def _unlink(self, record: Record) -> None:
        for owner in record.owners:
            keys = self._dependents[owner]
            keys.discard(record.key)
            if not keys:
                del self._dependents[owner]
