"""Looks whether a store sells, and writes a verdict when that changed (law 8)."""

import time
from dataclasses import dataclass
from typing import Literal

import structlog

from services.worker import verdict
from services.worker.evidence import gather
from services.worker.shopping import go_shopping
from services.worker.tools import Tools, dumped
from shared.domain.check import Check
from shared.domain.diagnosis import Finding, diagnose
from shared.domain.diagnosis_texts import TEXTS
from shared.domain.evidence import Problem
from shared.domain.jobs import Job
from shared.domain.labels import STATUS
from shared.domain.naming import namespace_of
from shared.domain.observation import component_states
from shared.domain.status import NamespaceView, Phase, StoreRecord, StoreStatus, phase
from shared.domain.timeline import SETUP
from shared.engines.base import Shopped, ShopProblem
from shared.engines.registry import engine
from shared.engines.workloads import job_name
from shared.kubernetes.errors import Conflict, NotFound
from shared.kubernetes.kinds import JOB
from shared.observability.metrics import VERIFICATIONS

FAILURES_TO_DEGRADE = 2

log = structlog.get_logger()


@dataclass(frozen=True)
class Visit:
    """One verification in progress."""

    tools: Tools
    job: Job
    record: StoreRecord
    view: NamespaceView

    @property
    def phase(self) -> Phase:
        """The phase before this verification."""
        return phase(self.record)


async def verify(tools: Tools, job: Job) -> None:
    """Shops in the store if this generation of it is applied and nobody works on it."""
    view = await tools.find_own(job.name, job.uid)
    if view is None or not _is_asked_for(view, job):
        return
    record = await tools.repository.stores.by_uid(job.uid)
    if record is None:
        return
    visit = Visit(tools, job, record.model_copy(update={"namespace": view, "intent": None}), view)
    try:
        shopped = await _shop(visit)
    except ShopProblem as problem:
        await _met_a_problem(visit, problem)
    else:
        await _went_well(visit, shopped)


def _is_asked_for(view: NamespaceView, job: Job) -> bool:
    applied = view.status.holds("Applied", view.spec.generation) and view.spec.generation == job.generation
    return applied and not view.is_going and view.claim is None


async def _shop(visit: Visit) -> Shopped:
    spec, tools = visit.view.spec, visit.tools
    secrets = tools.require_secrets(spec)
    depth: Literal["order", "light"] = "light" if visit.phase is Phase.READY else "order"
    session = visit.record.check.session if visit.record.check else None
    shopper = engine(spec.engine).shop(spec, secrets, depth=depth, session=session)
    began, outcome = time.monotonic(), "interrupted"
    try:
        shopped = await go_shopping(tools.shops, spec, shopper, gateway=tools.settings.shop_gateway)
        await _require_setup(visit)
        outcome = "sold"
    except ShopProblem as problem:
        outcome = problem.code
        raise
    finally:
        VERIFICATIONS.labels(spec.engine, outcome).observe(time.monotonic() - began)
    return shopped


async def _require_setup(visit: Visit) -> None:
    """A shop sells before the setup that a change asked for has ended; a first setup shows by the selling itself."""
    status = visit.view.status
    if not status.asked:
        return
    name = job_name(SETUP, status.setup)
    job = await visit.tools.gateway.find(JOB, name, namespace_of(visit.view.name))
    if job is None or component_states((), (job,))[0].state != "done":
        raise ShopProblem("setup-unfinished", "The changed options are not set yet.", f"Job {name} has not ended well")


async def _went_well(visit: Visit, shopped: Shopped) -> None:
    now = visit.tools.now
    check = Check(at=now, passed=True, passed_at=now, session=shopped.session, message="")
    news, before = visit.phase is not Phase.READY, visit.record.check
    if news:
        await _write(visit, verdict.ready(visit.record, visit.view, shopped, now))
    tell = news or (before is not None and before.failure is not None)
    await visit.tools.repository.stores.checked(visit.job.uid, check, tell=tell)


async def _met_a_problem(visit: Visit, problem: ShopProblem) -> None:
    met = Problem(problem.code, problem.message, problem.evidence)
    finding = diagnose(await gather(visit.tools, visit.view, met))
    before, now = visit.record.check, visit.tools.now
    check = Check(
        at=now,
        passed=False,
        passed_at=before.passed_at if before else None,
        failures=(before.failures if before else 0) + 1,
        session=before.session if before else None,
        message=_plain(finding),
    )
    await visit.tools.repository.stores.checked(
        visit.job.uid, check, tell=before is None or before.message != check.message
    )
    if _is_final(visit, finding, check.failures, now):
        await _write(visit, verdict.broken(visit.record, visit.view, finding, now))


def _plain(finding: Finding) -> str:
    """One sentence for the timeline; the whole evidence comes with a verdict."""
    return finding.evidence if finding.code == "deadline" else TEXTS[finding.code].cause


def _is_final(visit: Visit, finding: Finding, failures: int, now: float) -> bool:
    """Before the deadline a failure only means "not yet"; permanent evidence does not wait for it."""
    if visit.phase in (Phase.FAILED, Phase.DEGRADED):
        return False
    if visit.phase is Phase.READY:
        return failures >= FAILURES_TO_DEGRADE
    began = visit.view.status.attempt_started_at or now
    late = now - began > visit.tools.settings.stores.attempt_deadline
    return finding.permanent or (late and not visit.job.patient)


async def _write(visit: Visit, status: StoreStatus) -> None:
    """The verdict over the very version that was judged; anybody else's write in between voids it."""
    try:
        await visit.tools.patch(visit.view, {STATUS: dumped(status)})
    except (Conflict, NotFound):
        log.info("the namespace changed while it was verified; a later job decides again")
