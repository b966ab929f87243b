"""Which host belongs to which namespace, from the Ingresses and HTTPRoutes that exist."""

from services.simulator.records import Key, Record
from services.simulator.store import Change, Store

_KINDS = ("ingresses", "httproutes")


class Hosts:
    """An index that follows the store."""

    def __init__(self, store: Store) -> None:
        self._owners: dict[str, Key] = {}
        self._hosts: dict[Key, tuple[str, ...]] = {}
        for plural in _KINDS:
            for record in store.all(plural):
                self._add(record)
        store.listen(self._hear)

    def namespace(self, host: str) -> str | None:
        """The namespace that serves a host."""
        owner = self._owners.get(host)
        return owner.namespace if owner else None

    def _hear(self, change: Change) -> None:
        key = change.after.key
        if key.plural not in _KINDS:
            return
        for host in self._hosts.pop(key, ()):
            if self._owners.get(host) == key:
                del self._owners[host]
        if change.type != "DELETED":
            self._add(change.after)

    def _add(self, record: Record) -> None:
        hosts = _hosts_of(record)
        self._hosts[record.key] = hosts
        for host in hosts:
            self._owners.setdefault(host, record.key)


def _hosts_of(record: Record) -> tuple[str, ...]:
    spec = record.manifest().get("spec") or {}
    ruled = (rule.get("host") for rule in spec.get("rules") or ())
    return tuple(host for host in (*(spec.get("hostnames") or ()), *ruled) if host)
