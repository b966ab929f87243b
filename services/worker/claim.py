"""The right of one run to carry out an attempt (laws 3 and 10).

The holder stops sending at `claim + seconds - request timeout` on its own clock unless it renewed. A frozen worker
that comes back finds its next namespace patch refused; what can still arrive is the fan-out that was in flight.
"""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from services.worker.tools import Tools
from shared.domain.errors import TemporaryError
from shared.domain.labels import CLAIM
from shared.domain.status import Claim, NamespaceView
from shared.kubernetes.errors import Conflict, KubernetesError
from shared.repository.mark import RedisAway


class ClaimLost(TemporaryError):
    """Another run may have taken over; this one stops where it is."""


@dataclass
class Held:
    """A claim that we hold and renew in the background while the block runs."""

    tools: Tools
    view: NamespaceView
    granted: float
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _renewer: asyncio.Task[None] | None = None

    @property
    def claim(self) -> Claim:
        """What stands in the namespace."""
        if self.view.claim is None:
            raise ClaimLost(f"The claim on {self.view.name} is gone.")
        return self.view.claim

    @property
    def left(self) -> float:
        """Seconds in which a request may still be sent, by our own clock."""
        return self.granted + self.claim.seconds - self.tools.settings.kubernetes.timeout - self.tools.clock()

    def check(self) -> None:
        """Raises `ClaimLost` when our own clock says that another run may begin; called before each request."""
        if self.left <= 0:
            raise ClaimLost(f"The claim on {self.view.name} ran out before it was renewed.")

    async def __aenter__(self) -> Self:
        self._renewer = asyncio.create_task(self._renew_for_ever())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._renewer:
            self._renewer.cancel()
            await asyncio.gather(self._renewer, return_exceptions=True)

    async def release(self, annotations: dict[str, str | None]) -> NamespaceView:
        """The last write of the attempt: what it achieved, and the claim away.

        After a 409 it reads again: still our claim on the same generation and conditions, or `ClaimLost`.
        """
        async with self._lock:
            while True:
                self.check()
                try:
                    return await self.tools.patch(self.view, {**annotations, CLAIM: None})
                except Conflict:
                    await self._read_again()

    async def _renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self.tools.settings.claim.beat)
            async with self._lock:
                try:
                    await self._renew()
                except ClaimLost:
                    self.granted = float("-inf")
                    return
                except (KubernetesError, RedisAway):
                    continue  # `check` ends the run when no renewal goes through in time

    async def _renew(self) -> None:
        self.check()
        asked = self.tools.clock()
        beaten = self.claim.model_copy(update={"beat": self.claim.beat + 1})
        try:
            self.view = await self.tools.patch(self.view, {CLAIM: beaten.model_dump_json()})
        except Conflict:
            await self._read_again()
        else:
            self.granted = asked

    async def _read_again(self) -> None:
        mine, generation = self.claim.holder, self.view.spec.generation
        now = await self.tools.find_own(self.view.name, self.view.uid)
        if now is None or now.claim is None or now.claim.holder != mine or now.spec.generation != generation:
            raise ClaimLost(f"Another run took over {self.view.name}, or it is gone.")
        if now.is_going:
            raise ClaimLost(f"{self.view.name} is being deleted.")
        if now.status.conditions != self.view.status.conditions:
            raise ClaimLost(f"Somebody else judged {self.view.name}.")
        self.view = now
