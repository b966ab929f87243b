"""Questions of the api to the cluster: the answer is sealed to the process that asked."""

import asyncio
from base64 import b64decode

from nacl.public import PublicKey, SealedBox

from services.worker.questions.answer import Answer, Question, Unanswerable
from services.worker.questions.credentials import credentials
from services.worker.questions.logs import logs
from services.worker.questions.manifests import manifests
from services.worker.tools import KeyUnknown, Tools
from shared.domain.errors import PermanentError
from shared.domain.jobs import Job
from shared.kubernetes.errors import Forbidden, KubernetesError
from shared.serialization import seal

QUESTIONS: dict[str, Question] = {"credentials": credentials, "logs": logs, "manifests": manifests}


async def ask(tools: Tools, job: Job) -> None:
    """One LPUSH of the answer, signed and sealed: who reads Redis learns nothing, who writes it forges nothing."""
    answer = {"uid": job.uid, "request_id": job.request_id} | await _answer(tools, job)
    sealed = SealedBox(PublicKey(b64decode(job.reply_key))).encrypt(seal(tools.settings.job_key, answer))
    await tools.repository.answers.put(job.request_id, sealed)


async def _answer(tools: Tools, job: Job) -> Answer:
    """The answer under the question's name, or the reason why there is none; nobody waits longer than the api does."""
    try:
        async with asyncio.timeout(tools.settings.api.ask_timeout):
            return {job.question: await _asked(tools, job)}
    except Unanswerable as error:
        return _error(error.code, str(error))
    except KeyUnknown as error:
        return _error("key-unknown", str(error))
    except Forbidden as error:
        return _error("refused", str(error))
    except (KubernetesError, TimeoutError) as error:
        return _error("cluster-away", str(error) or "The cluster did not answer in time.")
    except PermanentError as error:  # as annotations that somebody broke
        return _error("refused", str(error))


async def _asked(tools: Tools, job: Job) -> Answer:
    question = QUESTIONS.get(job.question)
    if question is None:
        message = f"This worker cannot answer “{job.question}”; it may be older than the api."
        raise Unanswerable("unknown-question", message)
    view = await tools.find_own(job.name, job.uid)
    if view is None:
        raise Unanswerable("not-there-yet", "The store has no namespace yet; ask again in a moment.")
    return await question(tools, job, view)


def _error(code: str, message: str) -> Answer:
    return {"error": {"code": code, "message": message}}
