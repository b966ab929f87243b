"""Plays the reconciler and the workers: says what a cluster would show, so that the api needs none."""

import base64
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nacl.public import PublicKey, SealedBox

from shared.domain.failure import Failure
from shared.domain.history import HistoryEntry
from shared.domain.receipts import Receipt
from shared.domain.status import Condition, NamespaceView, StoreRecord, StoreStatus
from shared.repository import Repository
from shared.serialization import seal

CLUSTER = "cluster-of-a-test"
JOB_KEY = "0123456789abcdef0123456789abcdef"
NOW = 1_800_000_000.0
FAILURE = Failure(
    code="image-not-found",
    cause="The image cannot be pulled.",
    evidence="Failed: manifest unknown",
    fix="Check the image's name.",
)


def verdict(status: str) -> Condition:
    return Condition.model_validate(
        {
            "type": "CommerceReady",
            "status": status,
            "reason": "Tried",
            "message": "A purchase was tried.",
            "observed_generation": 1,
            "last_transition_time": NOW,
        }
    )


STATUS = {
    "Provisioning": StoreStatus(attempt=1, attempt_started_at=NOW),
    "Ready": StoreStatus(attempt=1, ready_at=NOW, conditions=(verdict("True"),)),
    "Degraded": StoreStatus(attempt=1, ready_at=NOW, conditions=(verdict("False"),), failure=FAILURE),
    "Failed": StoreStatus(attempt=1, conditions=(verdict("False"),), failure=FAILURE),
    "Remembering": StoreStatus(
        attempt=1,
        history=(
            HistoryEntry(at=NOW, what="Accepted", detail="as ordered"),
            HistoryEntry(at=NOW + 9, what="Ready", detail="a mug"),
        ),
    ),
    "Deleting": StoreStatus(attempt=1, deleting_at=NOW),
}


@dataclass
class Player:
    """A reconciler that believes whatever the test tells it."""

    repository: Repository
    epoch: int = 0
    versions: Any = field(default_factory=lambda: itertools.count(100))

    async def rebuild(self, version: str = "v1.36.3-simulated") -> None:
        self.epoch, _ = await self.repository.mark.begin(CLUSTER)
        assert await self.repository.mark.complete(self.epoch, version)

    async def forget(self) -> None:
        """As a FLUSHALL, for this installation only."""
        redis = self.repository.redis
        async for key in redis.scan_iter(f"{self.repository.keys.prefix}:*"):
            await redis.delete(key)

    async def show(self, uid: str, phase: str, **changes: Any) -> StoreRecord:
        """The namespace of the store, in that phase."""
        record = await self.repository.stores.by_uid(uid)
        assert record is not None
        assert record.spec is not None
        view = NamespaceView(
            name=record.name,
            uid=record.uid,
            cluster_uid=f"namespace-of-{uid}",
            resource_version=next(self.versions),
            spec=record.spec.model_copy(update=changes.pop("spec", {})),
            status=STATUS[phase],
            **changes,
        )
        assert await self.repository.stores.publish_namespace(self.epoch, view) == "published"
        shown = await self.repository.stores.by_uid(uid)
        assert shown is not None
        return shown

    async def end(self, store: dict[str, Any], cause: Any = "requested") -> None:
        """The namespace is gone and the receipt stands."""
        receipt = Receipt(
            uid=store["uid"],
            name=store["name"],
            owner=store["owner"],
            engine=store["engine"],
            cause=cause,
            message="All of it was removed.",
            removed=("2 volumes",),
            asked_at=NOW,
            finished_at=NOW + 12.5,
        )
        done = await self.repository.stores.end(self.epoch, receipt, as_of=next(self.versions), seconds=3600)
        assert done == "written"

    async def reply(self, job: dict[str, Any], content: dict[str, Any], *, key: str = JOB_KEY) -> None:
        """Signs an answer and seals it to the process that asked."""
        sealed = SealedBox(PublicKey(base64.b64decode(job["replyKey"]))).encrypt(seal(key.encode(), content))
        await self.repository.answers.put(job["requestId"], sealed)

    async def jobs(self, open_payload: Callable[[bytes], Any]) -> list[dict[str, Any]]:
        """What waits in the queues, oldest first."""
        found = []
        for lane in ("provision", "interactive"):
            for job_id in await self.repository.redis.zrange(self.repository.keys.queue(lane), 0, -1):
                raw = await self.repository.redis.get(f"arq:job:{job_id.decode()}")
                found.append(open_payload(raw)["a"][0] if raw else {})
        return [job for job in found if job]
