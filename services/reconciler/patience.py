"""What this observer's own clock says: no wall clocks are compared between machines (law 10)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from shared.domain.status import Claim, NamespaceView

DRIFT_SETTLES = 3.0
"""Seconds that a difference must last: watches of different kinds do not arrive together."""


@dataclass
class Patience:
    """Since when something is as it is, on CLOCK_BOOTTIME."""

    clock: Callable[[], float]
    _claims: dict[str, tuple[Claim, float]] = field(default_factory=dict)
    _drift: dict[str, float] = field(default_factory=dict)
    _verified: dict[str, float] = field(default_factory=dict)
    _up: dict[str, float] = field(default_factory=dict)
    _applied: dict[str, tuple[float | None, float]] = field(default_factory=dict)

    def claim_is_dead(self, view: NamespaceView) -> bool:
        """Whether the claim stood unchanged for its own `seconds` before our eyes."""
        claim = view.claim
        if claim is None:
            self._claims.pop(view.uid, None)
            return False
        known = self._claims.get(view.uid)
        if known is None or known[0] != claim:
            self._claims[view.uid] = (claim, self.clock())
            return False
        return self.clock() - known[1] >= claim.seconds

    def drift_settled(self, uid: str, *, drifted: bool) -> bool:
        """Whether a difference lasted long enough to be one."""
        if not drifted:
            self._drift.pop(uid, None)
            return False
        return self.clock() - self._drift.setdefault(uid, self.clock()) >= DRIFT_SETTLES

    def since_verify(self, uid: str) -> float:
        """Seconds since a verification was asked for, or since the store was first seen."""
        return self.clock() - self._verified.setdefault(uid, self.clock())

    def up_for(self, uid: str, *, up: bool) -> float | None:
        """Seconds since all of it came up before our eyes; None while it is not up."""
        if not up:
            self._up.pop(uid, None)
            return None
        return self.clock() - self._up.setdefault(uid, self.clock())

    def since_repair(self, view: NamespaceView) -> float:
        """Seconds since everything of the store was applied before our eyes, or since it was first seen."""
        known = self._applied.get(view.uid)
        if known is None or known[0] != view.status.applied_at:
            known = self._applied[view.uid] = (view.status.applied_at, self.clock())
        return self.clock() - known[1]

    def looked_at(self, uid: str) -> None:
        """A verification, or an attempt that is no repair, was asked for just now: the next look may wait from here."""
        self._verified[uid] = self.clock()

    def forget(self, alive: set[str]) -> None:
        """Drops what belongs to stores that are gone."""
        for memory in (self._claims, self._drift, self._verified, self._up, self._applied):
            for uid in set(memory) - alive:
                memory.pop(uid)
