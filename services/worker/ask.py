"""Questions of the api to the cluster: the answer is sealed to the process that asked (DESIGN section 3)."""

from base64 import b64decode

from nacl.public import PublicKey, SealedBox

from services.worker.tools import Tools
from shared.domain.jobs import Job
from shared.domain.status import NamespaceView
from shared.engines.registry import engine
from shared.serialization import seal


async def ask(tools: Tools, job: Job) -> None:
    """One LPUSH of the answer, signed and sealed: who reads Redis learns nothing, who writes it forges nothing."""
    await tools.repository.mark.require()
    view = await tools.find_own(job.name, job.uid)
    answer = {"uid": job.uid, "request_id": job.request_id} | _answer(tools, job, view)
    sealed = SealedBox(PublicKey(b64decode(job.reply_key))).encrypt(seal(tools.settings.job_key, answer))
    await tools.repository.answers.put(job.request_id, sealed)


def _answer(tools: Tools, job: Job, view: NamespaceView | None) -> dict[str, object]:
    if view is None:
        return _error("not-there-yet", "The store has no namespace yet; ask again in a moment.")
    if job.question != "credentials":
        return _error("unknown-question", f"This worker cannot answer “{job.question}”; it may be older than the api.")
    secrets = tools.secrets(view.spec)
    if secrets is None:
        return _error("key-unknown", f"The workers do not hold the master key {view.spec.key_id} of this store.")
    found = engine(view.spec.engine).credentials(view.spec, secrets)
    return {
        "credentials": {
            "username": found.username,
            "password": found.password,
            "email": found.email,
            "note": found.note,
        }
    }


def _error(code: str, message: str) -> dict[str, object]:
    return {"error": {"code": code, "message": message}}
