"""From evidence to a cause that a person understands and what to do about it: a table of small pure checks."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.status import ComponentState, Failure

EVIDENCE_MAX = 600


@dataclass(frozen=True)
class Text:
    """What people read for a code."""

    cause: str
    fix: str


TEXTS: dict[str, Text] = {
    "image-cannot-be-pulled": Text(
        "Kubernetes cannot get the container image.",
        "Check the image's name and that the cluster may pull it (registry, imagePullSecrets); then retry.",
    ),
    "crash-loop": Text(
        "A container of the shop starts and dies again and again.",
        "Read its log; the last lines usually name the reason. Then retry.",
    ),
    "setup-failed": Text(
        "The first setup of the shop ended with an error.",
        "Read the log of the setup job, mend its reason, then retry: setup is safe to repeat.",
    ),
    "pod-unschedulable": Text(
        "No node has room for the shop.",
        "Add a node or free resources, or choose a smaller plan; Kubernetes goes on by itself, or retry.",
    ),
    "claim-pending": Text(
        "The shop's volume is not there.",
        "Check that the StorageClass exists and can make volumes of this size; then retry.",
    ),
    "quota-exceeded": Text(
        "The namespace's quota does not allow what the shop needs.",
        "Choose a larger plan, or remove what else runs in the namespace; then retry.",
    ),
    "admission-refused": Text(
        "The cluster's admission rules refuse a pod of the shop.",
        "The evidence names the rule. A platform administrator must allow it or change the template; then retry.",
    ),
    "shop-unreachable": Text(
        "The shop does not answer.", "If its pods are up, check Ingress, DNS and network policies; then retry."
    ),
    "shop-not-installed": Text("The shop shows its installer: setup did not finish.", "Retry: setup is run again."),
    "shop-coming-soon": Text(
        "The shop hides behind a “coming soon” page.", "Switch the shop to live in its settings; it is checked again."
    ),
    "host-conflict": Text(
        "The shop answers for another address.", "Remove the redirect or the second Ingress for this host; then retry."
    ),
    "database-down": Text("The shop cannot reach its database.", "Read the database's log; check its volume."),
    "no-products": Text("The shop has nothing to sell.", "Add a product that is in stock; it is checked again."),
    "no-payment-method": Text("The shop offers no way to pay.", "Enable a payment method in the shop's settings."),
    "no-shipping": Text("The shop offers no way to deliver.", "Add a shipping option in the shop's settings."),
    "no-price": Text("The product has no price.", "Give the product a price in the shop's currency."),
    "no-stock": Text("The product is out of stock.", "Give the product stock, or stop managing its stock."),
    "wrong-key": Text("The shop refuses our key.", "Retry: the key is set again from the platform's secrets."),
    "checkout-refused": Text("A purchase was refused at the checkout.", "The evidence has the shop's own words."),
    "unexpected-answer": Text(
        "The shop answers, but not as a shop does.", "A plugin or change may have altered its API; see the evidence."
    ),
    "key-unknown": Text(
        "The worker does not hold the master key that this store was made with.",
        "Give the workers the key that the store's spec names (STOREYARD_MASTER_KEY_FILE); nothing was changed.",
    ),
    "rights-missing": Text(
        "The cluster's API refuses the worker.",
        "Install the chart's roles and admission policy of this release; then retry.",
    ),
    "apply-refused": Text(
        "Kubernetes refuses an object of the shop.",
        "The evidence has the API server's words: a quota, a rule of the cluster or a value. Mend that, then retry.",
    ),
    "deadline": Text(
        "The shop was not up before the attempt's deadline.",
        "The evidence says what was missing last. Retry, or give attempts more time "
        "(STOREYARD_STORES__ATTEMPT_DEADLINE).",
    ),
}


@dataclass(frozen=True)
class ClusterWarning:
    """A Warning event of Kubernetes."""

    reason: str
    message: str
    about: str


@dataclass(frozen=True)
class Problem:
    """What the shopper met."""

    code: str
    message: str
    evidence: str


@dataclass(frozen=True)
class Evidence:
    """All that is known about a store that does not sell."""

    components: tuple[ComponentState, ...] = ()
    warnings: tuple[ClusterWarning, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class Finding:
    """What the evidence shows. Permanent: waiting for the deadline would change nothing."""

    code: str
    evidence: str
    permanent: bool = False

    def failure(self) -> Failure:
        """As people read it."""
        text = TEXTS[self.code]
        return Failure(code=self.code, cause=text.cause, evidence=self.evidence[:EVIDENCE_MAX], fix=text.fix)


def diagnose(evidence: Evidence) -> Finding:
    """The first rule that fits; the rules stand from the most to the least telling."""
    return next((found for rule in RULES if (found := rule(evidence))), Finding("deadline", _missing(evidence)))


def _image(evidence: Evidence) -> Finding | None:
    for c in evidence.components:
        if c.state == "pulling" and c.reason not in ("", "ContainerCreating"):
            permanent = c.reason == "InvalidImageName"
            return Finding("image-cannot-be-pulled", f"{c.name}: {c.reason} {c.message}", permanent)
    return None


def _setup(evidence: Evidence) -> Finding | None:
    for c in evidence.components:
        if c.state == "failed":
            return Finding("setup-failed", f"{c.name}: {c.reason} {c.message}", permanent=True)
    return None


def _crash(evidence: Evidence) -> Finding | None:
    for c in evidence.components:
        if c.reason == "CrashLoopBackOff":
            return Finding("crash-loop", f"{c.name}: {c.message}")
    return None


def _volume(evidence: Evidence) -> Finding | None:
    for c in evidence.components:
        if c.reason == "Unschedulable" and "PersistentVolumeClaim" in c.message:
            return Finding("claim-pending", f"{c.name}: {c.message}")
    return None


def _unschedulable(evidence: Evidence) -> Finding | None:
    for c in evidence.components:
        if c.reason == "Unschedulable":
            return Finding("pod-unschedulable", f"{c.name}: {c.message}")
    return None


def _refused(evidence: Evidence) -> Finding | None:
    for w in evidence.warnings:
        if w.reason == "FailedCreate" and "exceeded quota" in w.message:
            return Finding("quota-exceeded", f"{w.about}: {w.message}")
        if w.reason == "FailedCreate" and "forbidden" in w.message:
            return Finding("admission-refused", f"{w.about}: {w.message}", permanent=True)
    return None


def _shop(evidence: Evidence) -> Finding | None:
    problem = evidence.problem
    if problem is None:
        return None
    code = problem.code if problem.code in TEXTS else "unexpected-answer"
    return Finding(code, f"{problem.message} {problem.evidence}".strip())


def _missing(evidence: Evidence) -> str:
    states = [f"{c.name} is {c.state}" for c in evidence.components if c.state not in ("ready", "done")]
    return ", ".join(states) or "nothing of the shop was seen"


RULES: tuple[Callable[[Evidence], Finding | None], ...] = (
    _setup,
    _refused,
    _image,
    _crash,
    _volume,
    _unschedulable,
    _shop,
)
