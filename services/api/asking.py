"""Questions to the cluster: an `ask` job out, one sealed answer back that only this process can open."""

import secrets
from dataclasses import dataclass, field

from nacl.encoding import Base64Encoder
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.api.problems import Problem, Problems
from services.api.stores.models import CredentialsView
from shared.domain.jobs import Job, JobKind
from shared.domain.status import StoreRecord
from shared.jobqueue import JobQueue
from shared.repository.events import Answers
from shared.serialization import Forged, unseal

RETRY_SECONDS = 5


class Refusal(BaseModel):
    """Why a worker cannot answer."""

    code: str
    message: str


class Reply(BaseModel):
    """What a worker seals; uid and request id say which question it answers."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    uid: str
    request_id: str
    credentials: CredentialsView | None = Field(default=None, repr=False)
    error: Refusal | None = None


@dataclass(frozen=True)
class Asker:
    """Asks workers; the key lives in this process only."""

    queue: JobQueue
    answers: Answers
    timeout: float
    key: PrivateKey = field(default_factory=PrivateKey.generate, repr=False)

    async def credentials(self, record: StoreRecord) -> CredentialsView:
        """The administrator of the store, or 409 with the worker's reason, or 503 when none answered."""
        request_id = secrets.token_hex(16)
        sealed = await self._ask("credentials", record, request_id)
        reply = self._opened(sealed, record.uid, request_id) if sealed else None
        if reply is None:
            detail = "No worker answered in time. Try again in a moment."
            raise Problem(Problems.NO_ANSWER, detail, retry_after=RETRY_SECONDS)
        if reply.credentials is None:
            raise Problem(Problems.NO_CREDENTIALS, reply.error.message if reply.error else "The worker gave no reason.")
        return reply.credentials

    async def _ask(self, question: str, record: StoreRecord, request_id: str) -> bytes | None:
        job = Job(
            kind=JobKind.ASK,
            uid=record.uid,
            name=record.name,
            generation=record.spec.generation if record.spec else 1,
            request_id=request_id,
            question=question,
            reply_key=self.key.public_key.encode(Base64Encoder).decode(),
        )
        await self.queue.enqueue(job)
        return await self.answers.take(request_id, timeout=self.timeout)

    def _opened(self, sealed: bytes, uid: str, request_id: str) -> Reply | None:
        """The reply, unless it is not for us, no worker of ours signed it, or it answers another question."""
        try:
            reply = Reply.model_validate(unseal(self.queue.key, SealedBox(self.key).decrypt(sealed)))
        except (CryptoError, Forged, ValidationError):
            return None
        return reply if (reply.uid, reply.request_id) == (uid, request_id) else None
