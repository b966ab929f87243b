"""Questions to the cluster: an `ask` job out, one sealed answer back that only this process can open."""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from nacl.encoding import Base64Encoder
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.api.problems import Problem, Problems
from shared.domain.jobs import Job, JobKind
from shared.domain.status import StoreRecord
from shared.jobqueue import JobQueue
from shared.repository.events import Answers
from shared.serialization import Forged, unseal

RETRY_SECONDS = 5
AT_ONCE = 4
"""Questions of one principal under way in this process: two open pages have no more (logs and objects each), and a
quarter of a worker's slots for deletes and questions leaves the deletes of others theirs."""
M = TypeVar("M", bound=BaseModel)


class Refusal(BaseModel):
    """Why a worker cannot answer."""

    code: str
    message: str


class Reply(BaseModel):
    """What a worker seals; uid and request id say which question it answers. The answer has the question's name."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    uid: str
    request_id: str
    answer: Any = Field(default=None, repr=False)
    error: Refusal | None = None


@dataclass(frozen=True)
class Asker:
    """Asks workers; the key lives in this process only."""

    queue: JobQueue
    answers: Answers
    timeout: float
    key: PrivateKey = field(default_factory=PrivateKey.generate, repr=False)
    under_way: Counter[str] = field(default_factory=Counter)
    """By principal."""

    async def ask(
        self,
        record: StoreRecord,
        question: str,
        model: type[M],
        about: Mapping[str, str | int] | None = None,
        *,
        by: str,
    ) -> M:
        """The answer, or 429 when `by` asks too much at once, 409 with the worker's reason, 503 when none answered."""
        with self._place(by):
            reply = await self._reply(self._job(question, record, about or {}))
        if reply is None:
            detail = "No worker answered in time. Try again in a moment."
            raise Problem(Problems.NO_ANSWER, detail, retry_after=RETRY_SECONDS)
        try:
            return model.model_validate(reply.answer, extra="ignore")  # the worker may be newer than this process
        except ValidationError:
            raise _refused(reply.error) from None

    @contextmanager
    def _place(self, principal: str) -> Iterator[None]:
        """Given back when the answer is there or was waited for in vain, also where the client went away meanwhile."""
        if self.under_way[principal] >= AT_ONCE:
            detail = f"At most {AT_ONCE} questions to the cluster at once. Wait for an answer, then ask again."
            raise Problem(Problems.QUESTIONS, detail, retry_after=self.timeout)
        self.under_way[principal] += 1
        try:
            yield
        finally:
            self.under_way[principal] -= 1

    async def _reply(self, job: Job) -> Reply | None:
        await self.queue.enqueue(job)
        sealed = await self.answers.take(job.request_id, timeout=self.timeout)
        return self._opened(sealed, job) if sealed else None

    def _job(self, question: str, record: StoreRecord, about: Mapping[str, str | int]) -> Job:
        return Job(
            kind=JobKind.ASK,
            uid=record.uid,
            name=record.name,
            generation=record.spec.generation if record.spec else 1,
            request_id=secrets.token_hex(16),
            question=question,
            about=dict(about),
            reply_key=self.key.public_key.encode(Base64Encoder).decode(),
        )

    def _opened(self, sealed: bytes, job: Job) -> Reply | None:
        """The reply, unless it is not for us, no worker of ours signed it, or it answers another question."""
        try:
            content = unseal(self.queue.key, SealedBox(self.key).decrypt(sealed))
            reply = Reply.model_validate(content | {"answer": content.get(job.question)})
        except (CryptoError, Forged, ValidationError):
            return None
        return reply if (reply.uid, reply.request_id) == (job.uid, job.request_id) else None


def _refused(error: Refusal | None) -> Problem:
    message = error.message if error else "The worker gave no reason."
    if error and error.code == "cluster-away":
        return Problem(Problems.CLUSTER, message, retry_after=RETRY_SECONDS)
    return Problem(Problems.NOT_SHOWN, message)
