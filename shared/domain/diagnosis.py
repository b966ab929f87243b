"""From evidence to a cause that a person understands and what to do about it: a table of small pure checks.

Each rule knows one wording of Kubernetes or of a shop; tests/unit/domain/test_diagnosis.py has the manifests.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from shared.domain.deaths import RESTARTED
from shared.domain.diagnosis_texts import TEXTS
from shared.domain.evidence import Evidence, Refusal
from shared.domain.failure import Failure
from shared.domain.observation import CRASH_LOOP, EVICTIONS, OUT_OF_MEMORY, PULL_FAILURES, START_FAILURES
from shared.domain.status import ComponentState

FACT_MAX = 600
LOG_MAX = 1200
"""Bytes; together they stay below the 2 KiB that the status annotation has room for."""
POLICIES = ("violates PodSecurity", "ValidatingAdmissionPolicy", "denied the request")
"""How Pod Security, admission policies and webhooks begin their refusal; the first two are rules that stand."""
QUOTAS = ("exceeded quota", "failed quota")
CLAIMS = ("PersistentVolumeClaim", "persistentvolumeclaim", "available persistent volumes to bind")
VAGUE = ("shop-unreachable", "unexpected-answer")
"""What a shopper meets at a shop that is not up; anything else is the shop's own word."""
NOT_ANSWERED = (0, 409, 429)
SERVER_ERROR = 500
FORBIDDEN = (401, 403)


@dataclass(frozen=True)
class Finding:
    """What the evidence shows. Permanent: waiting for the deadline would change nothing."""

    code: str
    evidence: str
    permanent: bool = False
    component: str = ""

    def failure(self) -> Failure:
        """As people read it."""
        text = TEXTS[self.code]
        return Failure(code=self.code, cause=text.cause, evidence=self.evidence, fix=text.fix)


Rule = Callable[[Evidence], Finding | None]


def diagnose(evidence: Evidence) -> Finding:
    """The first rule that fits; the rules stand from the most to the least telling."""
    found = next((found for rule in RULES if (found := rule(evidence))), Finding("deadline", _missing(evidence)))
    text = next((log.text for log in evidence.logs if log.component == found.component and log.text.strip()), "")
    told = _cut(found.evidence, FACT_MAX)
    return replace(found, evidence=f"{told}\n{_cut(text.strip(), LOG_MAX, end=True)}" if text else told)


def _cut(text: str, most: int, *, end: bool = False) -> str:
    """At most so many bytes of the beginning or the end."""
    raw = text.encode()
    return (raw[-most:] if end else raw[:most]).decode(errors="ignore")


def _of(code: str, c: ComponentState, *, permanent: bool = False) -> Finding:
    return Finding(code, f"{c.name}: {c.reason} {c.message}".strip(), permanent, c.name)


def _refusal(evidence: Evidence) -> Finding | None:
    """The API server does not take an object; nothing of the shop is worth a look then."""
    refusal = evidence.refusal
    return Finding(_code_of(refusal), refusal.message, permanent=True) if refusal else None


def _code_of(refusal: Refusal) -> str:
    message = refusal.message
    if "already defined in ingress" in message:
        return "host-conflict"
    if any(words in message for words in QUOTAS):
        return "quota-exceeded"
    if any(words in message for words in POLICIES):
        return "admission-refused"
    if refusal.status in FORBIDDEN:
        return "rights-missing"
    return "deadline" if refusal.status in NOT_ANSWERED or refusal.status >= SERVER_ERROR else "apply-refused"


def _by_reason(code: str, reasons: Collection[str]) -> Rule:
    """The rule for components that wait for one of these reasons."""

    def rule(evidence: Evidence) -> Finding | None:
        return next((_of(code, c) for c in evidence.components if c.reason in reasons), None)

    return rule


def _setup(evidence: Evidence) -> Finding | None:
    for c in evidence.components:
        if c.state == "failed":
            code = "out-of-memory" if c.reason == OUT_OF_MEMORY else "setup-failed"
            return _of(code, c, permanent=True)
    return None


def _refused(evidence: Evidence) -> Finding | None:
    for w in evidence.warnings:
        if w.reason != "FailedCreate":
            continue
        if any(words in w.message for words in QUOTAS):
            return Finding("quota-exceeded", f"{w.about}: {w.message}")
        rule = any(words in w.message for words in POLICIES[:2])
        if (
            rule
            or "forbidden" in w.message
            or "admission webhook" in w.message
            or "failed calling webhook" in w.message
        ):
            return Finding("admission-refused", f"{w.about}: {w.message}", permanent=rule)
    return None


def _image(evidence: Evidence) -> Finding | None:
    for c in evidence.components:
        if c.reason in PULL_FAILURES:
            found = _of("image-cannot-be-pulled", c, permanent=c.reason == "InvalidImageName")
            return replace(found, evidence=f"{found.evidence} {_pull_error(evidence)}".strip())
    return None


def _pull_error(evidence: Evidence) -> str:
    """The registry's answer: the back-off alone does not repeat it before Kubernetes 1.32."""
    return next((w.message for w in evidence.warnings if w.message.startswith("Failed to pull image")), "")


def _claim(evidence: Evidence) -> Finding | None:
    why = next((w for w in evidence.warnings if w.reason in ("ProvisioningFailed", "FailedBinding")), None)
    said = f" {why.about}: {why.message}" if why else ""
    for c in evidence.components:
        if c.reason == "Unschedulable" and any(words in c.message for words in CLAIMS):
            return Finding("claim-pending", f"{c.name}: {c.message}{said}", component=c.name)
    waiting = any(c.state == "waiting" and c.reason != "Unschedulable" for c in evidence.components)
    return Finding("claim-pending", said.strip()) if why and waiting else None


def _mount(evidence: Evidence) -> Finding | None:
    for w in evidence.warnings:
        if w.reason in ("FailedMount", "FailedAttachVolume"):
            return Finding("volume-not-mounted", f"{w.about}: {w.message}")
    return None


def _shop_says(evidence: Evidence) -> Finding | None:
    problem = evidence.problem
    if problem is None or problem.code in VAGUE or problem.code not in TEXTS:
        return None
    return Finding(problem.code, f"{problem.message} {problem.evidence}".strip())


def _restarts(evidence: Evidence) -> Finding | None:
    """It runs at this moment, but not for the first time."""
    for c in evidence.components:
        if c.reason in (RESTARTED, "Error"):
            return _of("out-of-memory" if OUT_OF_MEMORY in c.message else "crash-loop", c)
    return None


def _shop(evidence: Evidence) -> Finding | None:
    """Only where all is up: a shop that still starts does not answer, and that is no finding."""
    problem = evidence.problem
    if problem is None or _lacking(evidence):
        return None
    code = problem.code if problem.code in TEXTS else "unexpected-answer"
    return Finding(code, f"{problem.message} {problem.evidence}".strip())


def _missing(evidence: Evidence) -> str:
    return ", ".join(f"{c.name} is {c.state}" for c in _lacking(evidence)) or "nothing of the shop was seen"


def _lacking(evidence: Evidence) -> list[ComponentState]:
    return [c for c in evidence.components if c.state not in ("ready", "done")]


RULES: tuple[Rule, ...] = (
    _refusal,
    _setup,
    _refused,
    _image,
    _by_reason("out-of-memory", {OUT_OF_MEMORY}),
    _by_reason("container-cannot-start", START_FAILURES),
    _by_reason("crash-loop", {CRASH_LOOP}),
    _by_reason("pod-evicted", EVICTIONS),
    _claim,
    _by_reason("pod-unschedulable", {"Unschedulable"}),
    _mount,
    _shop_says,
    _restarts,
    _shop,
)
