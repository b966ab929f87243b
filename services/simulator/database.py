"""SQLite under the store: rows, one counter, and transactions that a kill -9 cannot tear.

WAL with synchronous=NORMAL keeps every commit when the process dies; only a power cut may lose the newest ones, which
is right for a simulator and 20 times faster than a sync a write (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.simulator.records import Key, Record, load

FIRST_VERSION = 100
"""Where resourceVersions begin, so that 1 is always too old to watch from."""

LOG_LIMIT = 64 * 2**20
"""Bytes of write-ahead log; under steady load a checkpoint beside the writer never comes to its end by itself."""

_SCHEMA = """
create table if not exists objects (
  plural text not null, namespace text not null, name text not null, created real not null, raw blob not null,
  primary key (plural, namespace, name)
);
create table if not exists counter (only integer primary key check (only = 1), version integer not null);
create table if not exists journal (
  id integer primary key autoincrement, time real not null, agent text not null, verb text not null,
  plural text not null, namespace text not null, name text not null, code integer not null
);
"""


class Database:
    """One connection, used from one thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=64)
        for pragma in ("journal_mode=wal", "synchronous=normal", "wal_autocheckpoint=0", "busy_timeout=5000"):
            self._connection.execute(f"pragma {pragma}")
        self._connection.executescript(_SCHEMA)
        self._connection.execute("insert or ignore into counter values (1, ?)", (FIRST_VERSION,))

    def version(self) -> int:
        """The newest resourceVersion given out."""
        row = self._connection.execute("select version from counter").fetchone()
        return int(row[0])

    def records(self) -> Iterator[Record]:
        """Every stored object."""
        for plural, raw, created in self._connection.execute("select plural, raw, created from objects"):
            yield load(plural, raw, created)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes within are kept together or not at all."""
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def put(self, record: Record) -> None:
        """Write an object and move the counter."""
        self._connection.execute(
            "insert into objects values (?, ?, ?, ?, ?) "
            "on conflict (plural, namespace, name) do update set created = excluded.created, raw = excluded.raw",
            (*record.key, record.created, record.raw),
        )
        self._count(record.version)

    def remove(self, key: Key, version: int) -> None:
        """Forget an object and move the counter."""
        self._connection.execute("delete from objects where plural = ? and namespace = ? and name = ?", key)
        self._count(version)

    def _count(self, version: int) -> None:
        self._connection.execute("update counter set version = ?", (version,))

    def note(self, row: tuple[float, str, str, str, str, str, int]) -> None:
        """Add a line to the journal: time, agent, verb, plural, namespace, name, code."""
        self._connection.execute(
            "insert into journal (time, agent, verb, plural, namespace, name, code) values (?, ?, ?, ?, ?, ?, ?)", row
        )

    def journal(self, after: int, limit: int) -> list[tuple[int, float, str, str, str, str, str, int]]:
        """Lines of the journal behind an id, oldest first."""
        query = (
            "select id, time, agent, verb, plural, namespace, name, code from journal where id > ? order by id limit ?"
        )
        return self._connection.execute(query, (after, limit)).fetchall()

    def trim_journal(self, keep: int) -> None:
        """Keep only the newest lines."""
        self._connection.execute("delete from journal where id <= (select max(id) from journal) - ?", (keep,))

    def restart_log(self) -> None:
        """Begin the write-ahead log anew when it is large; what `checkpoint` left to do is little."""
        log = self.path.with_name(self.path.name + "-wal")
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            self._connection.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """Fold the log into the file and let go of it."""
        self._connection.execute("pragma wal_checkpoint(truncate)")
        self._connection.close()


def checkpoint(path: Path) -> None:
    """Fold the write-ahead log into the file; runs in a thread beside the writer, since it syncs to the disk."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    try:
        connection.execute("pragma wal_checkpoint(passive)")
    finally:
        connection.close()
