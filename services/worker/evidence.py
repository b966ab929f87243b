"""What the cluster shows of a store that does not sell: pods, Jobs, Warning events, last words of what died."""

import asyncio
import re
from base64 import b64decode
from collections.abc import Sequence

import structlog

from services.worker.tools import Tools
from shared.domain.deaths import Dead, dead_containers
from shared.domain.evidence import Evidence, LogTail, Problem, warnings_of
from shared.domain.labels import COMPONENT, labels_of
from shared.domain.naming import namespace_of
from shared.domain.observation import component_states
from shared.domain.status import NamespaceView
from shared.domain.types import Manifest
from shared.engines.registry import engine
from shared.kubernetes.errors import KubernetesError
from shared.kubernetes.kinds import EVENT, JOB, POD
from shared.observability.logs import MASK

LINES = 10
LINES_BYTES = 4096
LOGS_MAX = 3
"""Containers whose log is read: more would say the same, and the evidence has room for one."""
LOGS_SECONDS = 3.0
"""A node that does not answer must not cost the verdict; a job has 20 s in all."""

DERIVED = re.compile(r"[0-9a-f]{32,64}")
"""A derived secret within a value, as in a URL or a configuration file (`shared.engines.secrets`)."""

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
    secrets = _secret_values(tools, view)
    return tuple([LogTail(each.component, masked(await _log(tools, view, each), secrets)) for each in dead])


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


def _secret_values(tools: Tools, view: NamespaceView) -> frozenset[str]:
    """Everything that stands in the store's Secrets: whatever a container prints of it is not for the status."""
    secrets = tools.secrets(view.spec)
    manifests = engine(view.spec.engine).manifests(view.spec, secrets, setup=view.status.setup) if secrets else []
    kept = [m["data"] for m in manifests if m["kind"] == "Secret"]
    values = [b64decode(value).decode() for data in kept for value in data.values()]
    return frozenset(values).union(*(DERIVED.findall(value) for value in values))


def whole_lines(text: str) -> str:
    """Without the last line where the limit of bytes cut it, since it may end in half a secret."""
    return text if len(text.encode()) < LINES_BYTES else text.rpartition("\n")[0]


def masked(text: str, secrets: frozenset[str]) -> str:
    """The text without the secrets, the longest first, so that none is left in pieces of another."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text
