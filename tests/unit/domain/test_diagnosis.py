import pytest

from shared.domain.diagnosis import TEXTS, ClusterWarning, Evidence, Problem, diagnose
from shared.domain.status import ComponentState


def component(state: str, reason: str = "", message: str = "", name: str = "web") -> Evidence:
    shown = ComponentState.model_validate({"name": name, "state": state, "reason": reason, "message": message})
    return Evidence(components=(shown,))


def warning(message: str) -> Evidence:
    return Evidence(warnings=(ClusterWarning("FailedCreate", message, "web-6d4"),))


@pytest.mark.parametrize(
    ("evidence", "code", "permanent"),
    [
        (component("pulling", "ImagePullBackOff", 'Back-off pulling image "x"'), "image-cannot-be-pulled", False),
        (component("pulling", "InvalidImageName", "couldn't parse image"), "image-cannot-be-pulled", True),
        (
            component("failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
            "setup-failed",
            True,
        ),
        (component("starting", "CrashLoopBackOff", "back-off 40s restarting failed container"), "crash-loop", False),
        (
            component("waiting", "Unschedulable", "0/3 nodes are available: 3 Insufficient memory."),
            "pod-unschedulable",
            False,
        ),
        (
            component("waiting", "Unschedulable", "pod has unbound immediate PersistentVolumeClaims"),
            "claim-pending",
            False,
        ),
        (warning('pods "web-1" is forbidden: exceeded quota: store, requested: pods=1'), "quota-exceeded", False),
        (warning('pods "web-1" is forbidden: violates PodSecurity "restricted:v1.36"'), "admission-refused", True),
        (Evidence(problem=Problem("no-products", "Nothing to sell.", "GET / 200")), "no-products", False),
        (component("pulling", "ContainerCreating"), "deadline", False),
        (Evidence(), "deadline", False),
    ],
)
def test_evidence_leads_to_a_code(evidence: Evidence, code: str, *, permanent: bool) -> None:
    found = diagnose(evidence)
    assert (found.code, found.permanent) == (code, permanent)


def test_the_cluster_tells_more_than_the_shopper() -> None:
    both = Evidence(
        components=component("pulling", "ErrImagePull").components,
        problem=Problem("shop-unreachable", "No answer.", ""),
    )
    assert diagnose(both).code == "image-cannot-be-pulled"


def test_a_failure_says_cause_evidence_and_what_to_do() -> None:
    failure = diagnose(component("pulling", "ErrImagePull", "not found")).failure()
    assert failure.cause == TEXTS["image-cannot-be-pulled"].cause
    assert "not found" in failure.evidence
    assert failure.fix


def test_evidence_is_bounded() -> None:
    assert len(diagnose(component("pulling", "ErrImagePull", "x" * 5000)).failure().evidence) <= 600
