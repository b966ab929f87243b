"""How an attempt begins: look, decide, and take the right to it by POST or by claim (laws 2 to 4)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import structlog

from services.worker import verdict
from services.worker.attempt import first, following
from services.worker.claim import Held
from services.worker.decision import Attempt, Create, Decision, Look, Nothing, Refuse, Stranger, decide
from services.worker.tools import Tools, dumped
from shared.domain.errors import PermanentError
from shared.domain.jobs import Job
from shared.domain.labels import CLAIM, SPEC, STATUS, UID, labels_of
from shared.domain.naming import namespace_of
from shared.domain.observation import Unreadable, namespace_view
from shared.domain.receipts import Receipt
from shared.domain.status import Claim, NamespaceView
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import tenancy
from shared.engines.secrets import key_id
from shared.kubernetes.errors import Conflict, KubernetesError, NotFound
from shared.kubernetes.kinds import NAMESPACE

Labels = Mapping[str, str]
"""Of the namespace as it was found."""
POST_LIMIT = 10.0
"""Seconds (own clock) after reading the create intent within which the namespace is POSTed (law 2)."""

log = structlog.get_logger()


async def begin(tools: Tools, job: Job) -> Held | None:
    """The claim on the store's namespace, or None where nothing may be done."""
    read_at = tools.clock()
    look, found = await _look(tools, job)
    decision = decide(look)
    log.info("decided", decision=type(decision).__name__, why=getattr(decision, "why", ""))
    return await _begin(tools, job, decision, read_at, labels_of(found or {}))


async def _look(tools: Tools, job: Job) -> tuple[Look, Manifest | None]:
    redis_time = await tools.repository.mark.require()
    stores = tools.repository.stores
    receipt, intent = await stores.receipt(job.uid), await stores.intent(job.uid)
    owner, found = await stores.holder(job.name), await tools.find(job.name)
    look = Look(
        job=job,
        intent=intent,
        owns_name=owner == job.uid,
        deleted=receipt is not None and receipt.cause == "requested",
        found=await _recognise(tools, job, found) if found else None,
        redis_time=redis_time,
    )
    return look, found


async def _recognise(tools: Tools, job: Job, found: Manifest) -> NamespaceView | Stranger:
    uid = labels_of(found).get(UID)
    if uid == job.uid:
        return namespace_view(found)
    going = "deletionTimestamp" in found["metadata"]
    if uid is not None and not going:
        receipt = await tools.repository.stores.receipt(uid)
        going = (receipt is not None and receipt.cause == "requested") or _is_marked(found)
    return Stranger(going=going)


def _is_marked(found: Manifest) -> bool:
    try:
        return namespace_view(found).status.deleting_at is not None
    except Unreadable:
        return False


async def _begin(tools: Tools, job: Job, decision: Decision, read_at: float, labels: Labels) -> Held | None:
    match decision:
        case Nothing():
            return None
        case Refuse():
            await _refuse(tools, job, decision)
            return None
        case Create(spec=spec):
            return await _post(tools, job, spec, read_at)
        case Attempt():
            return await _claim(tools, decision, labels)


async def _refuse(tools: Tools, job: Job, decision: Refuse) -> None:
    intent = await tools.repository.stores.intent(job.uid)
    if intent is None or intent.spec is None:
        return
    receipt = Receipt(
        uid=job.uid,
        name=job.name,
        owner=intent.owner,
        engine=intent.spec.engine,
        cause=decision.cause,
        message=decision.message,
        asked_at=intent.at,
        finished_at=await tools.repository.mark.require(),
    )
    seconds = tools.settings.reconciler.receipt_seconds
    await tools.repository.stores.end(tools.epoch, receipt, as_of=0, seconds=seconds)


async def _post(tools: Tools, job: Job, spec: StoreSpec, read_at: float) -> Held | None:
    """201 is the claim (law 2); after a 409 the reconciler asks again and the next job reads who was first."""
    left = read_at + POST_LIMIT - tools.clock()
    if left <= 0:
        log.warning("too late to create the namespace")
        return None
    spec = spec.model_copy(update={"key_id": key_id(tools.settings.master_key)})
    manifest = tenancy.namespace(spec)
    manifest["metadata"]["annotations"] |= {
        CLAIM: _new_claim(tools, job.attempt).model_dump_json(),
        STATUS: dumped(first(spec, job.attempt, tools.now)),
    }
    granted = tools.clock()
    try:
        async with _refusal_told(tools, job.uid):
            created = await tools.gateway.create(manifest, budget=min(left, tools.settings.kubernetes.timeout))
    except Conflict:
        log.info("the namespace exists already")
        return None
    view = namespace_view(created)
    if await tools.repository.stores.publish_namespace(tools.epoch, view) == "receipted":
        log.warning("the store was deleted while its namespace was made; it goes again")
        await tools.gateway.delete(NAMESPACE, namespace_of(view.name), uid=view.cluster_uid)
        return None
    return Held(tools, view, granted)


async def _claim(tools: Tools, decision: Attempt, labels: Labels) -> Held | None:
    """Claim, status, a new generation and lost labels in one write over the version that was decided on (law 3)."""
    view, number = decision.view, decision.number
    tools.require_secrets(view.spec)
    spec, status = following(view, number, decision.asked_by, tools.now)
    notes: dict[str, str | None] = {CLAIM: _new_claim(tools, number).model_dump_json(), STATUS: dumped(status)}
    if spec != view.spec:
        notes[SPEC] = spec.model_dump_json()
    granted = tools.clock()
    try:
        async with _refusal_told(tools, view.uid):
            return Held(tools, await tools.patch(view, notes, tenancy.lost_labels(view.spec, labels)), granted)
    except Conflict:
        log.info("somebody wrote the namespace in between; a later job decides again")
        return None


@asynccontextmanager
async def _refusal_told(tools: Tools, uid: str) -> AsyncIterator[None]:
    """Without a claim no verdict can be written: the store's check says what the API server refuses, until it does not.

    Raised again all the same, since the job has ended; the reconciler goes on asking.
    """
    try:
        yield
    except NotFound:
        raise
    except KubernetesError as error:
        if isinstance(error, PermanentError):
            await tools.hindered(uid, verdict.refusal_of(error))
        raise
    await tools.freed(uid)


def _new_claim(tools: Tools, attempt: int) -> Claim:
    return Claim(attempt=attempt, holder=uuid4().hex, seconds=tools.settings.claim.seconds)
