"""What the cluster shows of a store that does not sell: pods, Jobs, Warning events, last words of what died."""

import asyncio
from collections.abc import Sequence

import structlog

from services.worker.tools import Tools
from shared.domain.deaths import Dead, dead_containers
from shared.domain.evidence import Evidence, LogTail, Problem, warnings_of
from shared.domain.labels import COMPONENT, labels_of
from shared.domain.naming import namespace_of
from shared.domain.observation import component_states
from shared.domain.redaction import redacted
from shared.domain.status import NamespaceView
from shared.domain.types import Manifest
from shared.engines.masking import secret_values
from shared.kubernetes.errors import KubernetesError
from shared.kubernetes.kinds import EVENT, JOB, POD

LINES = 10
LINES_BYTES = 4096
LOGS_MAX = 3
"""Containers whose log is read: more would say the same, and the evidence has room for one."""
LOGS_SECONDS = 3.0
"""A node that does not answer must not cost the verdict; a job has 20 s in all."""

log = structlog.get_logger()


async def gather(tools: Tools, view: NamespaceView, met: Problem) -> Evidence:
    """All of it as it is this moment, beside what the shopper met; what cannot be read is left out."""
    try:
        return await _seen(tools, view, met)
    except KubernetesError as error:
        log.warning("the cluster shows no evidence", error=str(error))
        return Evidence(problem=met)


async def _seen(tools: Tools, view: NamespaceView, met: Problem) -> Evidence:
    namespace = namespace_of(view.name)
    pods, jobs, events = [(await tools.gateway.list(kind, namespace=namespace)).items for kind in (POD, JOB, EVENT)]
    return Evidence(
        components=component_states(pods, jobs),
        warnings=warnings_of(events, pods, since=view.status.attempt_started_at),
        problem=met,
        logs=await _last_words(tools, view, pods),
    )


async def _last_words(tools: Tools, view: NamespaceView, pods: Sequence[Manifest]) -> tuple[LogTail, ...]:
    by_age = sorted(pods, key=lambda pod: pod["metadata"].get("creationTimestamp") or "")  # the newest speaks last
    dead = dead_containers((labels_of(pod).get(COMPONENT, ""), pod) for pod in by_age)[:LOGS_MAX]
    if not dead:
        return ()
    secrets = tools.secrets(view.spec)
    hidden = secret_values(view.spec, secrets) if secrets else frozenset()
    return tuple([LogTail(each.component, redacted(await _log(tools, view, each), hidden)) for each in dead])


async def _log(tools: Tools, view: NamespaceView, dead: Dead) -> str:
    try:
        async with asyncio.timeout(LOGS_SECONDS):
            text = await tools.gateway.logs(
                namespace_of(view.name), dead.pod, container=dead.container, tail=LINES, limit_bytes=LINES_BYTES
            )
            return whole_lines(text)
    except (KubernetesError, TimeoutError) as error:
        log.warning("a log cannot be read", pod=dead.pod, error=str(error) or "out of time")
        return ""


def whole_lines(text: str) -> str:
    """Without the last line where the limit of bytes cut it, since it may end in half a secret."""
    return text if len(text.encode()) < LINES_BYTES else text.rpartition("\n")[0]
