"""Looking stores up, always within what the caller may see."""

from collections.abc import Callable

from services.api.context import Call
from services.api.principals import covers
from services.api.problems import not_found
from services.api.stores.models import StoreQuery
from shared.domain.naming import LABEL_MAX
from shared.domain.status import StoreRecord, phase
from shared.repository.stores import Stores, cursor_of

CHUNK = 50
"""Records read at once: parsing more in one go would hold up every other request."""
SCAN_MAX = 2000
"""Records that one filtered page looks at; a page may be short and still have a next one."""


async def find(call: Call) -> StoreRecord:
    """The store of the path, or the 404 that is the same for missing and foreign ones (R13)."""
    name = call.request.match_info["name"]
    record = await call.context.repository.stores.by_name(name) if _is_plain(name) else None
    if record is None or not covers(call.scope, record.owner):
        raise not_found()
    call.trail.uid = record.uid
    return record


async def page_of(stores: Stores, owner: str | None, query: StoreQuery) -> tuple[list[StoreRecord], str | None]:
    """The wanted stores after the cursor's place, and the place where the next page begins."""
    found: list[StoreRecord] = []
    after, wanted = query.cursor, _filter(query)
    for _ in range(0, SCAN_MAX, CHUNK):
        rows = await stores.page(owner=owner, after=after, size=CHUNK)
        for row in rows:
            if wanted(row):
                if len(found) == query.limit:
                    return found, after
                found.append(row)
            after = cursor_of(row)
        if len(rows) < CHUNK:
            return found, None
    return found, after


def _filter(query: StoreQuery) -> Callable[[StoreRecord], bool]:
    needle = query.q.casefold()

    def wanted(record: StoreRecord) -> bool:
        spec = record.spec
        return (
            (query.phase is None or phase(record) is query.phase)
            and (query.engine is None or (spec is not None and spec.engine == query.engine))
            and (not needle or any(needle in text.casefold() for text in _searched(record)))
        )

    return wanted


def _searched(record: StoreRecord) -> tuple[str, ...]:
    return (record.name, record.owner, record.spec.options.title if record.spec else "")


def _is_plain(name: str) -> bool:
    return name.isascii() and name.isprintable() and len(name) <= LABEL_MAX
