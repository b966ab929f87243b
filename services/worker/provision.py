"""A provisioning, from hint to applied: one readable list of steps (docs/ARCHITECTURE.md).

It waits for no pod and ends in about a second; what people wait for is watched by the reconciler and judged by
`verify`. Repeating an attempt writes nothing that stands already (law 6).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from services.worker import verdict
from services.worker.begin import begin
from services.worker.claim import Held
from services.worker.tools import Tools, dumped, innermost
from shared.domain.errors import PermanentError
from shared.domain.history import with_entry
from shared.domain.jobs import Job
from shared.domain.labels import STATUS, UID, labels_of
from shared.domain.naming import namespace_of
from shared.domain.status import Condition, NamespaceView, StoreStatus
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import tenancy
from shared.engines.registry import engine
from shared.kubernetes.errors import Conflict, Forbidden, KubernetesError, NotFound
from shared.kubernetes.kinds import ROLE_BINDING
from shared.kubernetes.order import digest_of, in_waves
from shared.observability.metrics import PROVISION_STEPS, timed

AUTHORISER_CACHE = 5.0
"""Seconds after the RoleBinding in which a 403 is the authoriser's cache (measured: p99 43 ms at 16 at once)."""
APPLIES_AT_ONCE = 8

log = structlog.get_logger()


@dataclass
class Run:
    """One attempt in progress."""

    tools: Tools
    held: Held
    manifests: list[Manifest]
    reason: str
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def spec(self) -> StoreSpec:
        """The pinned spec that builders read."""
        return self.held.view.spec


async def provision(tools: Tools, job: Job) -> None:
    """Does what the namespace still asks for, if anything."""
    held = await begin(tools, job)
    if held is None:
        return
    async with held:
        run = Run(tools, held, _manifests(tools, held.view), job.reason)
        try:
            for name, text, step in STEPS:
                await tools.say(job.uid, text)
                with timed(PROVISION_STEPS, name):
                    await step(run)
        except (KubernetesError, ExceptionGroup) as error:
            await _give_up_or_raise(run, error)
        else:
            await held.release({STATUS: dumped(_applied(run))})
    await tools.say(job.uid, "")


async def _give_up_or_raise(run: Run, error: Exception) -> None:
    """A verdict where repeating changes nothing, or where the attempt's time is over; otherwise the claim runs out
    and the next attempt begins. Where all of this generation stood applied before, only a repair has failed: what
    the shop is worth is for its verification to say.
    """
    cause, status = innermost(error), run.held.view.status
    going = isinstance(cause, NotFound) or (isinstance(cause, Forbidden) and cause.namespace_terminating)
    late = run.tools.now - (status.attempt_started_at or 0) > run.tools.settings.stores.attempt_deadline
    hopeless = isinstance(cause, PermanentError) or (late and isinstance(cause, KubernetesError))
    if going or not hopeless or status.holds("Applied", run.spec.generation):
        raise error
    log.error("the shop's objects cannot be made", error=str(cause))
    await run.held.release({STATUS: dumped(verdict.refused(run.held.view, cause, run.tools.now))})


async def _bind(run: Run) -> None:
    """The worker's rights in this namespace: by POST, since an apply would need the right to patch any binding.

    One of ours that somebody changed is made anew; one without our label is not seen, so it is no drift.
    """
    wanted = tenancy.role_binding(run.spec)
    name, namespace = wanted["metadata"]["name"], wanted["metadata"]["namespace"]
    bound = await _posted(run, wanted)
    if bound is None:
        bound = await _patiently(run, lambda: run.tools.gateway.get(ROLE_BINDING, name, namespace))
    if labels_of(bound).get(UID) != run.spec.uid:
        return
    if any(bound.get(part) != wanted[part] for part in ("roleRef", "subjects")):
        run.held.check()
        await run.tools.gateway.delete(ROLE_BINDING, name, namespace=namespace, uid=bound["metadata"]["uid"])
        bound = await _posted(run, wanted) or bound
    _keep(run, bound)


async def _posted(run: Run, wanted: Manifest) -> Manifest | None:
    """What was made; None where something of that name stands already."""
    run.held.check()
    try:
        return await run.tools.gateway.create(wanted, budget=run.held.left)
    except Conflict as error:
        if not error.already_exists:
            raise
        return None


async def _guardrails(run: Run) -> None:
    await _apply_all(run, _waves(run)[0])


async def _secrets(run: Run) -> None:
    await _apply_all(run, _waves(run)[1])


async def _everything_else(run: Run) -> None:
    await _apply_all(run, _waves(run)[2])


STEPS: tuple[tuple[str, str, Callable[[Run], Awaitable[None]]], ...] = (
    ("bind", "setting up access to the shop's namespace", _bind),
    ("guardrails", "fencing the namespace: quota, limits, network policies", _guardrails),
    ("secrets", "deriving the shop's secrets", _secrets),
    ("objects", "asking Kubernetes for database, shop and volumes", _everything_else),
)


def _manifests(tools: Tools, view: NamespaceView) -> list[Manifest]:
    secrets = tools.require_secrets(view.spec)
    setup = None if view.status.setup_done else view.status.setup
    return engine(view.spec.engine).manifests(view.spec, secrets, setup=setup, asked=view.status.asked)


def _waves(run: Run) -> list[list[Manifest]]:
    return in_waves(run.manifests)


async def _apply_all(run: Run, manifests: list[Manifest]) -> None:
    """One wave at once; all of it is acknowledged before the next one begins (R20)."""
    slots = asyncio.Semaphore(APPLIES_AT_ONCE)

    async def one(manifest: Manifest) -> None:
        async with slots:
            applied = await _apply(run, manifest)
        if manifest["kind"] != "Secret":
            _keep(run, applied)

    async with asyncio.TaskGroup() as group:
        for manifest in manifests:
            group.create_task(one(manifest))


def _keep(run: Run, applied: Manifest) -> None:
    run.digests[f"{applied['kind']}/{applied['metadata']['name']}"] = digest_of(applied)


async def _apply(run: Run, manifest: Manifest) -> Manifest:
    return await _patiently(run, lambda: run.tools.gateway.apply(manifest, budget=run.held.left))


async def _patiently(run: Run, send: Callable[[], Awaitable[Manifest]]) -> Manifest:
    """Sends while the claim holds; a 403 may be the authoriser's cache for a moment."""
    until = run.tools.clock() + AUTHORISER_CACHE
    while True:
        run.held.check()
        try:
            return await send()
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
    return before.model_copy(update=update | _news(run, done.message))


def _news(run: Run, message: str) -> dict[str, object]:
    """What the history says about this attempt: a generation is applied for the first time, or what was repaired."""
    history, now = run.held.view.status.history, run.tools.now
    if not run.held.view.status.holds("Applied", run.spec.generation):
        return {"history": with_entry(history, now, "Applied", message)}
    return {"history": with_entry(history, now, "Repaired", run.reason)} if run.reason else {}
