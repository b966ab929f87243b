"""Every key in Redis, in one place."""

from dataclasses import dataclass

IDEMPOTENCY_SECONDS = 24 * 3600
"""How long the key of an order leads to the store that it made."""


@dataclass(frozen=True)
class Keys:
    """Key names under one prefix, so that installations may share a Redis."""

    prefix: str

    def _key(self, *parts: str) -> str:
        return ":".join((self.prefix, *parts))

    @property
    def mark(self) -> str:
        """Hash: state, epoch, n, cluster, run. Says whether the read model may be believed."""
        return self._key("mark")

    @property
    def names(self) -> str:
        """Hash: name → uid that owns it."""
        return self._key("names")

    @property
    def index(self) -> str:
        """Sorted set of `<name>/<uid>`, all with score 0, for keyset pages over all stores."""
        return self._key("index")

    def owned(self, owner: str) -> str:
        """The same for one owner; its size is what the quota counts."""
        return self._key("owned", owner)

    @property
    def intents(self) -> str:
        """Hash: uid → header line (epoch n time kind name attempt) and JSON of what was accepted."""
        return self._key("intents")

    def record(self, uid: str) -> str:
        """Hash: name, owner, ns, rv, wl, wlrv, progress, check."""
        return self._key("record", uid)

    def receipt(self, uid: str) -> str:
        """Hash: cause, json. What is left of a store."""
        return self._key("receipt", uid)

    def idempotency(self, owner: str, digest: str) -> str:
        """String: `<uid> <hash of the body>` of the request that came with this key."""
        return self._key("idempotency", owner, digest)

    @property
    def events(self) -> str:
        """Stream of what changed: kind, uid, name, owner."""
        return self._key("events")

    def answer(self, request_id: str) -> str:
        """List with the one sealed answer to an ask."""
        return self._key("answer", request_id)

    @property
    def preflight(self) -> str:
        """Hash: process → what it found missing at its last look, as JSON."""
        return self._key("preflight")

    def queue(self, lane: str) -> str:
        """Sorted set of arq, one a lane."""
        return self._key("queue", lane)

    def session(self, digest: str) -> str:
        """String: the principal behind a dashboard session, by the hash of its cookie."""
        return self._key("session", digest)
