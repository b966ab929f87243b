"""A provisioning, from hint to applied: one readable list of steps (DESIGN section 3, Create).

It waits for no pod and ends in about a second; what people wait for is watched by the reconciler and judged by
`verify`. Repeating an attempt writes nothing that stands already (law 6).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import uuid4

import structlog

from services.worker import verdict
from services.worker.claim import Held
from services.worker.decision import Attempt, Create, Decision, Look, Nothing, Refuse, Stranger, decide
from services.worker.tools import Tools, dumped, innermost
from shared.domain.errors import PermanentError
from shared.domain.jobs import Job
from shared.domain.labels import CLAIM, STATUS, UID, annotations_of, labels_of
from shared.domain.naming import namespace_of
from shared.domain.observation import Unreadable, namespace_view
from shared.domain.status import Claim, Condition, NamespaceView, Receipt, StoreStatus
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import tenancy
from shared.engines.registry import engine
from shared.engines.secrets import key_id
from shared.kubernetes.errors import Conflict, Forbidden, KubernetesError, NotFound
from shared.kubernetes.kinds import NAMESPACE
from shared.kubernetes.order import digest_of, in_waves

POST_LIMIT = 10.0
"""Seconds (own clock) after reading the create intent within which the namespace is POSTed (law 2)."""
AUTHORISER_CACHE = 5.0
"""Seconds after the RoleBinding in which a 403 is the authoriser's cache (measured: p99 43 ms at 16 at once)."""
APPLIES_AT_ONCE = 8

log = structlog.get_logger()


class KeyUnknown(PermanentError):
    """The spec names a master key that this worker does not hold; nothing is changed (law 7)."""


@dataclass
class Run:
    """One attempt in progress."""

    tools: Tools
    held: Held
    manifests: list[Manifest]
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def spec(self) -> StoreSpec:
        """The pinned spec that builders read."""
        return self.held.view.spec


async def provision(tools: Tools, job: Job) -> None:
    """Does what the namespace still asks for, if anything."""
    read_at = tools.clock()
    look = await _look(tools, job)
    decision = decide(look)
    log.info("decided", decision=type(decision).__name__, why=getattr(decision, "why", ""))
    held = await _begin(tools, job, decision, read_at)
    if held is None:
        return
    async with held:
        run = Run(tools, held, _manifests(tools, held.view))
        try:
            for text, step in STEPS:
                await tools.say(job.uid, text)
                await step(run)
        except (KubernetesError, ExceptionGroup) as error:
            await _give_up_or_raise(run, error)
        else:
            await held.release({STATUS: dumped(_applied(run))})
    await tools.say(job.uid, "")


async def _give_up_or_raise(run: Run, error: Exception) -> None:
    """A verdict where repeating changes nothing, or where the attempt's time is over; otherwise the claim runs out
    and the next attempt begins. A shop that sells stays as it is: its repair failed, not the shop.
    """
    cause, status = innermost(error), run.held.view.status
    going = isinstance(cause, NotFound) or (isinstance(cause, Forbidden) and cause.namespace_terminating)
    late = run.tools.now - (status.attempt_started_at or 0) > run.tools.settings.stores.attempt_deadline
    hopeless = isinstance(cause, PermanentError) or (late and isinstance(cause, KubernetesError))
    if going or not hopeless or status.ready_at is not None:
        raise error
    log.error("the shop's objects cannot be made", error=str(cause))
    await run.held.release({STATUS: dumped(verdict.refused(run.held.view, cause, run.tools.now))})


async def _bind(run: Run) -> None:
    """The worker's rights in this namespace: by POST, since an apply would need the right to patch any binding."""
    run.held.check()
    try:
        await run.tools.gateway.create(tenancy.role_binding(run.spec), budget=run.held.left)
    except Conflict as error:
        if not error.already_exists:
            raise


async def _guardrails(run: Run) -> None:
    await _apply_all(run, _waves(run)[0])


async def _secrets(run: Run) -> None:
    await _apply_all(run, _waves(run)[1])


async def _everything_else(run: Run) -> None:
    await _apply_all(run, _waves(run)[2])


STEPS: tuple[tuple[str, Callable[[Run], Awaitable[None]]], ...] = (
    ("setting up access to the shop's namespace", _bind),
    ("fencing the namespace: quota, limits, network policies", _guardrails),
    ("deriving the shop's secrets", _secrets),
    ("asking Kubernetes for database, shop and volumes", _everything_else),
)


async def _look(tools: Tools, job: Job) -> Look:
    redis_time = await tools.repository.mark.require()
    stores = tools.repository.stores
    receipt, intent = await stores.receipt(job.uid), await stores.intent(job.uid)
    owner, found = await stores.holder(job.name), await tools.find(job.name)
    return Look(
        job=job,
        intent=intent,
        owns_name=owner == job.uid,
        deleted=receipt is not None and receipt.cause == "requested",
        found=await _recognise(tools, job, found) if found else None,
        redis_time=redis_time,
    )


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
        return STATUS in annotations_of(found) and namespace_view(found).status.deleting_at is not None
    except Unreadable:
        return False


async def _begin(tools: Tools, job: Job, decision: Decision, read_at: float) -> Held | None:
    match decision:
        case Nothing():
            return None
        case Refuse():
            await _refuse(tools, job, decision)
            return None
        case Create(spec=spec):
            return await _post(tools, job, spec, read_at)
        case Attempt():
            return await _claim(tools, decision)


async def _refuse(tools: Tools, job: Job, decision: Refuse) -> None:
    intent = await tools.repository.stores.intent(job.uid)
    if intent is None or intent.spec is None:
        return
    receipt = Receipt.model_validate(
        {"uid": job.uid, "name": job.name, "owner": intent.owner, "engine": intent.spec.engine}
        | {"cause": decision.cause, "message": decision.message, "asked_at": intent.at}
        | {"finished_at": await tools.repository.mark.require()}
    )
    seconds = tools.settings.reconciler.receipt_days * 86_400
    await tools.repository.stores.end(tools.epoch, receipt, as_of=0, seconds=seconds)


async def _post(tools: Tools, job: Job, spec: StoreSpec, read_at: float) -> Held | None:
    """201 is the claim (law 2); after a 409 the reconciler asks again and the next job reads who was first."""
    left = read_at + POST_LIMIT - tools.clock()
    if left <= 0:
        log.warning("too late to create the namespace")
        return None
    spec = spec.model_copy(update={"key_id": key_id(tools.settings.master_key)})
    status = StoreStatus(attempt=job.attempt, setup=job.attempt, attempt_started_at=tools.now, conditions=())
    manifest = tenancy.namespace(spec)
    manifest["metadata"]["annotations"] |= {
        CLAIM: _new_claim(tools, job.attempt).model_dump_json(),
        STATUS: dumped(status),
    }
    granted = tools.clock()
    try:
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


async def _claim(tools: Tools, decision: Attempt) -> Held | None:
    view, number = decision.view, decision.number
    if tools.secrets(view.spec) is None:
        raise KeyUnknown(f"“{view.name}” was made with master key {view.spec.key_id}, which this worker does not hold.")
    update: dict[str, object] = {"attempt": number}
    if decision.answers is not None:
        update |= {"retried": decision.answers}
        update |= {"setup": number, "setup_done": None, "attempt_started_at": tools.now, "conditions": ()}
        update |= {"applied_at": None, "ready_at": None, "failure": None, "timeline": ()}
    status = view.status.model_copy(update=update)
    granted = tools.clock()
    notes: dict[str, str | None] = {CLAIM: _new_claim(tools, number).model_dump_json(), STATUS: dumped(status)}
    try:
        return Held(tools, await tools.patch(view, notes), granted)
    except Conflict:
        log.info("somebody wrote the namespace in between; a later job decides again")
        return None


def _new_claim(tools: Tools, attempt: int) -> Claim:
    return Claim(attempt=attempt, holder=uuid4().hex, seconds=tools.settings.claim.seconds)


def _manifests(tools: Tools, view: NamespaceView) -> list[Manifest]:
    secrets = tools.secrets(view.spec)
    if secrets is None:
        raise KeyUnknown(f"“{view.name}” was made with master key {view.spec.key_id}, which this worker does not hold.")
    setup = None if view.status.setup_done else view.status.setup
    return engine(view.spec.engine).manifests(view.spec, secrets, setup=setup)


def _waves(run: Run) -> list[list[Manifest]]:
    return in_waves(run.manifests)


async def _apply_all(run: Run, manifests: list[Manifest]) -> None:
    """One wave at once; all of it is acknowledged before the next one begins (R20)."""
    slots = asyncio.Semaphore(APPLIES_AT_ONCE)

    async def one(manifest: Manifest) -> None:
        async with slots:
            applied = await _apply(run, manifest)
        if manifest["kind"] != "Secret":
            run.digests[f"{manifest['kind']}/{manifest['metadata']['name']}"] = digest_of(applied)

    async with asyncio.TaskGroup() as group:
        for manifest in manifests:
            group.create_task(one(manifest))


async def _apply(run: Run, manifest: Manifest) -> Manifest:
    until = run.tools.clock() + AUTHORISER_CACHE
    while True:
        run.held.check()
        try:
            return await run.tools.gateway.apply(manifest, budget=run.held.left)
        except Forbidden as error:
            if error.namespace_terminating or run.tools.clock() > until:
                raise
            await asyncio.sleep(0.1)


def _applied(run: Run) -> StoreStatus:
    """The verdict of this job: everything is acknowledged by the API server."""
    before, now, generation = run.held.view.status, run.tools.now, run.spec.generation
    done = Condition(
        type="Applied",
        status="True",
        reason="AllObjectsApplied",
        message=f"{len(run.manifests)} objects of {namespace_of(run.spec.name)} are as specified.",
        observed_generation=generation,
        last_transition_time=now,
    )
    others = tuple(c for c in before.conditions if c.type != "Applied")
    update = {"conditions": (done, *others), "digests": dict(sorted(run.digests.items())), "applied_at": now}
    return before.model_copy(update=update)
