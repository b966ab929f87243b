"""The read model: one record a store, in three parts that never overwrite each other."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog

from shared.domain.check import Check
from shared.domain.intents import Intent
from shared.domain.receipts import Receipt
from shared.domain.status import NamespaceView, StoreRecord, WorkloadView
from shared.domain.types import StoreName, Uid
from shared.repository.codec import intent_of, record_of
from shared.repository.keys import IDEMPOTENCY_SECONDS
from shared.repository.mark import Mark, Scripts, ask

PAGE = 200
SWEEP = 50
"""Records of one step through everything: parsing more in one go would hold up the event loop."""

DERIVED = ("rv", "wl", "wlrv", "check", "progress")
"""What is dropped of a record that cannot be read: without `rv` any news of its namespace is newer."""
Memo = dict[str, tuple[list[str], StoreRecord]]
"""Rows as they were read, with what they say; the caller's, since it is as large as the read model."""

log = structlog.get_logger()


@dataclass
class Stores:
    """Reads and publishes what is known about stores."""

    scripts: Scripts
    mark: Mark

    async def by_name(self, name: str) -> StoreRecord | None:
        """The store that holds the name. Raises `Unmarked` rather than answering "none" without knowing."""
        reply = self.mark.checked(await self.scripts.call("lookup", *self.mark.seen, name))
        return _readable(reply[1]) if reply[0] == "found" else None

    async def by_uid(self, uid: str) -> StoreRecord | None:
        """The store of that uid, mark or not: for those who look after it."""
        row = await self.scripts.call("get", uid)
        return record_of(row) if row[1] else None

    async def page(self, *, owner: str | None, after: str = "", size: int = PAGE) -> list[StoreRecord]:
        """Stores in the order of their names, those of one owner or all; `after` is a `cursor_of`."""
        reply = self.mark.checked(await self.scripts.call("page", *self.mark.seen, owner or "", after, size))
        return [_readable(row) for row in reply[1:]]

    async def count(self, owner: str) -> int:
        """How many stores the owner's quota counts."""
        return int(await ask(self.scripts.redis.zcard(self.scripts.keys.owned(owner))))

    async def everything(self, memo: Memo | None = None) -> AsyncIterator[StoreRecord]:
        """All records, mark or not: for the reconciler, which makes the mark true.

        A row that is byte for byte what it was in the `memo` of the last time is not parsed again: most never change
        between two passes. One that cannot be read is left out, and published anew when its namespace is seen.
        """
        memo = {} if memo is None else memo
        before, after = memo.copy(), ""
        memo.clear()
        while rows := await self.scripts.call("sweep", after, SWEEP):
            for row in rows:
                known = before.get(row[0])
                try:
                    record = known[1] if known and known[0] == row else record_of(row)
                except ValueError:  # pydantic's too
                    log.exception("a record cannot be read; it is published anew", store=row[1], uid=row[0])
                    await ask(self.scripts.redis.hdel(self.scripts.keys.record(row[0]), *DERIVED))
                else:
                    memo[row[0]] = (row, record)
                    yield record
            after = f"{rows[-1][1]}/{rows[-1][0]}"

    async def intent(self, uid: str) -> Intent | None:
        """What was accepted for that uid and does not show yet."""
        raw = await self.scripts.call("get", uid)
        return intent_of(uid, raw[6]) if raw[6] else None

    async def holder(self, name: str) -> Uid | None:
        """The uid that owns the name."""
        found = await ask(self.scripts.redis.hget(self.scripts.keys.names, name))
        return Uid(found.decode()) if found else None

    async def publish_namespace(self, epoch: int, view: NamespaceView) -> str:
        """News of a namespace, ordered by its resourceVersion: late news never beats newer news.

        Returns "published", "old", "epoch" (begun under another epoch) or "receipted" (a deleted uid; law 12).
        """
        spec = view.spec
        arguments = (epoch, view.uid, view.name, spec.owner, view.resource_version, view.model_dump_json())
        key = (spec.idempotency or "", spec.created_at, IDEMPOTENCY_SECONDS)
        return str(await self.scripts.call("publish_namespace", *arguments, *spec.intent, *view.status.retried, *key))

    async def publish_workloads(self, epoch: int, uid: str, view: WorkloadView) -> str:
        """What the reconciler sees running, ordered by the highest resourceVersion that it has seen."""
        arguments = (epoch, uid, view.resource_version, view.model_dump_json())
        return str(await self.scripts.call("publish_workloads", *arguments))

    async def progress(self, uid: str, text: str) -> None:
        """What a job is doing right now, in plain words."""
        await self.scripts.call("note", uid, "progress", text, "1")

    async def checked(self, uid: str, check: Check, *, tell: bool) -> None:
        """The last verification; listeners are told only when a person would see a difference."""
        await self.scripts.call("note", uid, "check", check.model_dump_json(), "1" if tell else "0")

    async def end(self, epoch: int, receipt: Receipt, *, as_of: int, seconds: float) -> str:
        """The receipt of a store; name and quota are free from here on, if they are still this uid's.

        `as_of` is the resourceVersion that its absence is news of. Returns "written", "stands", "newer", "settled"
        or "epoch".
        """
        arguments = (epoch, receipt.uid, receipt.name, receipt.owner, receipt.cause, receipt.model_dump_json())
        return str(await self.scripts.call("receipt", *arguments, int(seconds), as_of))

    async def receipt(self, uid: str) -> Receipt | None:
        """What is left of the store of that uid."""
        raw = await ask(self.scripts.redis.hget(self.scripts.keys.receipt(uid), "json"))
        return Receipt.model_validate_json(raw) if raw else None


def _readable(row: list[str]) -> StoreRecord:
    """The record, or only its names where the rest was not written by us: one broken record hides no other store."""
    try:
        return record_of(row)
    except ValueError as error:  # pydantic's too
        log.error("a record cannot be read", store=row[1], uid=row[0], reason=type(error).__name__)  # noqa: TRY400
        return StoreRecord(uid=Uid(row[0]), name=StoreName(row[1]))


def cursor_of(record: StoreRecord) -> str:
    """The place of a record in the order of pages."""
    return f"{record.name}/{record.uid}"
