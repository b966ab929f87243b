"""The garbage collector: what is owned goes with its owner, or in a foreground deletion before it."""

from collections.abc import Iterable

from services.simulator.controllers.scope import Scope
from services.simulator.lifecycle import FOREGROUND, begin_deletion, save
from services.simulator.store import Store


def collect(store: Store, uids: Iterable[str]) -> None:
    """Delete what names these vanished owners."""
    for uid in uids:
        for record in store.dependents(uid):
            begin_deletion(store, record)


def run(scope: Scope) -> None:
    """Owners that wait for their dependents: delete those, then let the owners go."""
    for record in scope.store.inside(scope.namespace):
        if not record.deleting:
            continue
        manifest = record.manifest()
        if FOREGROUND not in (manifest["metadata"].get("finalizers") or ()):
            continue
        for dependent in scope.store.dependents(record.uid):
            begin_deletion(scope.store, dependent, foreground=True)
        if not scope.store.dependents(record.uid):
            manifest["metadata"]["finalizers"].remove(FOREGROUND)
            save(scope.store, record, manifest)
