"""From manifests as Kubernetes words them to the code that people read."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.domain.diagnosis import FACT_MAX, LOG_MAX, diagnose
from shared.domain.diagnosis_texts import TEXTS
from shared.domain.evidence import ClusterWarning, Evidence, LogTail, Problem, Refusal, warnings_of
from shared.domain.observation import component_states
from tests.unit.domain.cluster import Manifest, dead, ended, event, failed_job, pod, running_again, waiting

PAGES = Path(__file__).parents[3] / "docs" / "diagnosis"
PULL = (
    'failed to pull and unpack image "docker.io/library/shop:9": failed to resolve reference '
    '"docker.io/library/shop:9": docker.io/library/shop:9: not found'
)
LOOP = "back-off 40s restarting failed container=web pod=web-x1_store-demo(5f2b)"
PREEMPTION = "preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."
QUOTA = (
    'Error creating: pods "web-6d4cf56db6-x" is forbidden: exceeded quota: store, requested: limits.memory=1Gi, '
    "used: limits.memory=3Gi, limited: limits.memory=3Gi"
)
CLAIM_QUOTA = (
    "create Claim data-database-0 for Pod database-0 in StatefulSet database failed error: persistentvolumeclaims "
    '"data-database-0" is forbidden: exceeded quota: store, requested: requests.storage=20Gi, used: '
    "requests.storage=0, limited: requests.storage=10Gi"
)
UNTOLD_QUOTA = (
    'Error creating: pods "web-1" is forbidden: failed quota: team: must specify limits.cpu for: web; '
    "limits.memory for: web"
)
POD_SECURITY = (
    'Error creating: pods "web-6d4cf56db6-x" is forbidden: violates PodSecurity "restricted:v1.36": '
    'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)'
)
POLICY = (
    'create Pod database-0 in StatefulSet database failed error: pods "database-0" is forbidden: '
    "ValidatingAdmissionPolicy 'registries' with binding 'registries' denied request: images come from ours"
)
WEBHOOK = (
    'Error creating: admission webhook "validate.kyverno.svc-fail" denied the request: policy Pod/store-demo/web '
    "for resource violation: require-labels"
)
NO_WEBHOOK = (
    'Error creating: Internal error occurred: failed calling webhook "validate.kyverno.svc-fail": failed to call '
    'webhook: Post "https://kyverno-svc.kyverno.svc:443/validate": connection refused'
)
INGRESS = (
    'apply Ingress store-demo/web: 400 BadRequest: admission webhook "validate.nginx.ingress.kubernetes.io" denied '
    'the request: host "demo.shops.example" and path "/" is already defined in ingress other/web'
)
RIGHTS = (
    'apply Deployment store-demo/web: 403 Forbidden: deployments.apps "web" is forbidden: User '
    '"system:serviceaccount:storeyard:storeyard-worker" cannot patch resource "deployments" in API group "apps" '
    'in the namespace "store-demo"'
)
FENCE = (
    'apply Service store-demo/web: 403 Forbidden: services "web" is forbidden: ValidatingAdmissionPolicy '
    "'storeyard-worker-objects' with binding 'storeyard-worker-objects' denied request: the object's label "
    "storeyard.dev/uid is not its namespace's"
)
BACKOFF = ("BackoffLimitExceeded", "Job has reached the specified backoff limit")
JOB = ("setup-1", "j1")
SETUP_POD = pod("setup", dead(1, "Error"), owner=JOB, phase="Failed")
HUNGRY_SETUP = pod("setup", dead(137, "OOMKilled"), owner=JOB, phase="Failed")
EVICTED = "The node was low on resource: memory. Threshold quantity: 100Mi, available: 45232Ki. "


@dataclass(frozen=True)
class Case:
    """What the cluster shows, and what follows."""

    code: str
    pods: tuple[Manifest, ...] = ()
    jobs: tuple[Manifest, ...] = ()
    events: tuple[Manifest, ...] = ()
    problem: str = ""
    refusal: tuple[int, str] | None = None
    permanent: bool = False
    says: str = ""

    @property
    def evidence(self) -> Evidence:
        return Evidence(
            components=component_states(self.pods, self.jobs),
            warnings=warnings_of(self.events, self.pods, since=None),
            problem=Problem(self.problem, "No.", "GET / 500") if self.problem else None,
            refusal=Refusal(*self.refusal) if self.refusal else None,
        )


def image(reason: str, message: str, *events: Manifest, permanent: bool = False, says: str = "") -> Case:
    shown = (pod("web", waiting(reason, message)),)
    return Case("image-cannot-be-pulled", shown, events=events, permanent=permanent, says=says or message)


def unplaced(code: str, scheduled: str, *events: Manifest, says: str = "") -> Case:
    return Case(code, (pod("database", scheduled=scheduled),), events=events, says=says or scheduled)


def refused(code: str, message: str, *, permanent: bool = False) -> Case:
    return Case(code, events=(event("FailedCreate", message),), permanent=permanent, says=message)


def shop(code: str) -> Case:
    return Case(code, (pod("web", ready=True),), problem=code, says="GET / 500")


CASES = {
    "ErrImagePull": image("ErrImagePull", PULL),
    "ImagePullBackOff since 1.32": image("ImagePullBackOff", f'Back-off pulling image "shop:9": ErrImagePull: {PULL}'),
    "ImagePullBackOff before": image(
        "ImagePullBackOff",
        'Back-off pulling image "shop:9"',
        event("Failed", f'Failed to pull image "shop:9": {PULL}', "web-x1", "Pod"),
        says="not found",
    ),
    "InvalidImageName": image(
        "InvalidImageName",
        'Failed to apply default image tag "Shop:": couldn\'t parse image name "Shop:": invalid reference format',
        permanent=True,
    ),
    "ErrImageNeverPull": image(
        "ErrImageNeverPull", 'Container image "shop:9" is not present with pull policy of Never'
    ),
    "crash loop": Case(
        "crash-loop",
        (pod("web", waiting("CrashLoopBackOff", LOOP, last=ended(1, "Error"), restarts=4)),),
        says="exit code 1 (Error) after 4 restarts",
    ),
    "crash loop, this moment running": Case(
        "crash-loop", (pod("web", running_again(2, "Error")),), problem="shop-unreachable", says="exit code 2"
    ),
    "OOMKilled before a back-off": Case(
        "out-of-memory",
        (pod("web", waiting("CrashLoopBackOff", LOOP, last=ended(137, "OOMKilled"), restarts=2)),),
        says="exit code 137 (OOMKilled)",
    ),
    "OOMKilled this moment": Case("out-of-memory", (pod("web", dead(137, "OOMKilled")),), says="exit code 137"),
    "OOMKilled and running again": Case(
        "out-of-memory", (pod("web", running_again(137, "OOMKilled")),), problem="shop-unreachable"
    ),
    "OOMKilled setup": Case("out-of-memory", (HUNGRY_SETUP,), (failed_job(*BACKOFF),), permanent=True, says="137"),
    "BackoffLimitExceeded": Case(
        "setup-failed", (SETUP_POD,), (failed_job(*BACKOFF),), permanent=True, says="exit code 1 (Error)"
    ),
    "Job's DeadlineExceeded": Case(
        "setup-failed",
        jobs=(failed_job("DeadlineExceeded", "Job was active longer than specified deadline"),),
        permanent=True,
        says="active longer than specified deadline",
    ),
    "CreateContainerConfigError": Case(
        "container-cannot-start",
        (pod("web", waiting("CreateContainerConfigError", "couldn't find key password in Secret store-demo/web")),),
        says="couldn't find key password",
    ),
    "runAsNonRoot": Case(
        "container-cannot-start",
        (
            pod(
                "web",
                waiting(
                    "CreateContainerConfigError",
                    'container has runAsNonRoot and image will run as root (pod: "web-x1_store-demo(5f)", '
                    "container: web)",
                ),
            ),
        ),
    ),
    "command not found": Case(
        "container-cannot-start",
        (
            pod(
                "web",
                waiting(
                    "CrashLoopBackOff",
                    LOOP,
                    last=ended(128, "StartError", 'exec: "serve": executable file not found in $PATH: unknown'),
                ),
            ),
        ),
        says="executable file not found",
    ),
    "evicted": Case(
        "pod-evicted",
        (pod("web", phase="Failed", reason="Evicted", message=EVICTED),),
        says="low on resource: memory",
    ),
    "no default StorageClass": unplaced(
        "claim-pending",
        f"0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. {PREEMPTION}",
        event(
            "FailedBinding",
            "no persistent volumes available for this claim and no storage class is set",
            "database",
            "PersistentVolumeClaim",
        ),
        says="no storage class is set",
    ),
    "StorageClass not found": unplaced(
        "claim-pending",
        "pod has unbound immediate PersistentVolumeClaims",
        event(
            "ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found', "database", "PersistentVolumeClaim"
        ),
        says='"fast" not found',
    ),
    "claim not there": unplaced(
        "claim-pending", '0/3 nodes are available: persistentvolumeclaim "database" not found.'
    ),
    "no volume to bind": unplaced(
        "claim-pending",
        "0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind.",
    ),
    "no room": unplaced("pod-unschedulable", f"0/3 nodes are available: 3 Insufficient memory. {PREEMPTION}"),
    "taints": unplaced(
        "pod-unschedulable",
        "0/1 nodes are available: 1 node(s) had untolerated taint(s) {node.kubernetes.io/not-ready: }.",
    ),
    "volume held elsewhere": Case(
        "volume-not-mounted",
        (pod("web", waiting("ContainerCreating", "")),),
        events=(
            event(
                "FailedAttachVolume",
                'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-old',
                "web-x1",
                "Pod",
            ),
        ),
        problem="shop-unreachable",
        says="Multi-Attach",
    ),
    "quota": refused("quota-exceeded", QUOTA),
    "quota on claims": refused("quota-exceeded", CLAIM_QUOTA),
    "a quota that wants to be told": refused("quota-exceeded", UNTOLD_QUOTA),
    "Pod Security": refused("admission-refused", POD_SECURITY, permanent=True),
    "ValidatingAdmissionPolicy": refused("admission-refused", POLICY, permanent=True),
    "webhook says no": refused("admission-refused", WEBHOOK),
    "webhook away": refused("admission-refused", NO_WEBHOOK),
    "no ServiceAccount yet": refused(
        "admission-refused",
        'Error creating: pods "web-1" is forbidden: error looking up service account store-demo/store: '
        'serviceaccount "store" not found',
    ),
    "Ingress of another": Case("host-conflict", refusal=(400, INGRESS), permanent=True, says="other/web"),
    "no rights": Case("rights-missing", refusal=(403, RIGHTS), permanent=True, says="cannot patch resource"),
    "the fence": Case("admission-refused", refusal=(403, FENCE), permanent=True),
    "quota at apply": Case("quota-exceeded", refusal=(403, QUOTA), permanent=True),
    "invalid": Case(
        "apply-refused",
        refusal=(422, 'apply Service store-demo/web: 422 Invalid: Service "web" is invalid: spec.clusterIP: immutable'),
        permanent=True,
    ),
    "API server ill until the deadline": Case(
        "deadline", refusal=(500, "apply Secret store-demo/web: 500 InternalError"), permanent=True
    ),
    "still pulling": Case("deadline", (pod("web", waiting("ContainerCreating", "")),), says="web is pulling"),
    "still pulling, no answer": Case(
        "deadline", (pod("web", waiting("ContainerCreating", "")),), problem="shop-unreachable", says="web is pulling"
    ),
    "nothing seen": Case("deadline", says="nothing of the shop was seen"),
    "the shop's own word while it starts": Case(
        "database-down",
        (pod("web", {"name": "web", "state": {"running": {}}}),),
        problem="database-down",
        says="GET / 500",
    ),
    "a problem that nobody knows": Case("unexpected-answer", (pod("web", ready=True),), problem="brand-new"),
}
SHOPPERS = (
    *("shop-unreachable", "shop-not-installed", "shop-coming-soon", "host-conflict", "database-down", "no-products"),
    *("no-payment-method", "no-shipping", "no-price", "no-stock", "wrong-key", "checkout-refused", "unexpected-answer"),
    "setup-unfinished",
)
CASES |= {f"shopper: {code}": shop(code) for code in SHOPPERS}
ELSEWHERE = {"key-unknown", "namespace-stuck", "labels-missing"}
"""No evidence of a shop: the worker and the reconciler find them (tests/unit/worker, tests/unit/reconciler)."""


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_kubernetes_says_leads_to_a_code(case: Case) -> None:
    found = diagnose(case.evidence)
    assert (found.code, found.permanent) == (case.code, case.permanent)
    assert case.says[:200] in found.evidence


def test_every_code_has_a_case_and_every_case_a_text() -> None:
    assert {case.code for case in CASES.values()} | ELSEWHERE == set(TEXTS)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {page.stem for page in PAGES.glob("*.md")} - {"README"}
    assert pages == set(TEXTS)
    index = (PAGES / "README.md").read_text()
    assert all(f"({code}.md)" in index for code in TEXTS)


@pytest.mark.parametrize("code", TEXTS)
def test_a_page_says_what_is_seen_why_what_to_do_and_how_to_check(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text()
    assert page.startswith(f"# {code}\n")
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## What you see",
        "## Why",
        "## What to do",
        "## How to check",
    ]
    assert TEXTS[code].cause in " ".join(page.split())


def test_the_cluster_tells_more_than_the_shopper() -> None:
    case = Case("", (pod("web", waiting("ErrImagePull", PULL)),), problem="shop-unreachable")
    assert diagnose(case.evidence).code == "image-cannot-be-pulled"


def test_a_failure_says_cause_evidence_what_to_do_and_where_to_read() -> None:
    failure = diagnose(CASES["ErrImagePull"].evidence).failure()
    assert failure.cause == TEXTS["image-cannot-be-pulled"].cause
    assert "not found" in failure.evidence
    assert failure.fix
    assert failure.docs == "docs/diagnosis/image-cannot-be-pulled.md"


def test_the_last_words_of_a_container_stand_in_the_evidence_of_its_component_only() -> None:
    looping = CASES["crash loop"].evidence
    logs = (LogTail("database", "all well"), LogTail("web", "cannot open /etc/shop.conf\n"))
    found = diagnose(Evidence(components=looping.components, logs=logs))
    assert found.evidence.endswith("\ncannot open /etc/shop.conf")
    assert "all well" not in found.evidence


def test_evidence_fits_the_status_however_long_logs_and_messages_are() -> None:
    looping = pod("web", waiting("CrashLoopBackOff", "ü" * 5000, last=ended(1, "Error")))
    found = diagnose(Evidence(components=component_states([looping], []), logs=(LogTail("web", "ä" * 5000),)))
    assert len(found.evidence.encode()) <= FACT_MAX + LOG_MAX + 1 <= 2048


def test_a_refusal_of_a_pod_that_stands_by_now_is_old_news() -> None:
    told = [event("FailedCreate", QUOTA)]
    assert warnings_of(told, [], since=None) == (ClusterWarning("FailedCreate", QUOTA, "web-6d4cf56db6"),)
    assert warnings_of(told, [pod("web", ready=True)], since=None) == ()


def test_a_warning_about_a_pod_that_is_gone_or_ready_is_old_news() -> None:
    told = [event("FailedMount", "MountVolume.SetUp failed", "web-x1", "Pod")]
    assert warnings_of(told, [], since=None) == ()
    assert warnings_of(told, [pod("web", ready=True)], since=None) == ()
    assert len(warnings_of(told, [pod("web")], since=None)) == 1


@pytest.mark.parametrize(
    ("at", "again", "kept"),
    [
        ("2026-01-01T00:09:59Z", "", False),
        ("2026-01-01T00:10:00Z", "", True),
        ("2026-01-01T00:01:00Z", "2026-01-01T00:11:00Z", True),
    ],
)
def test_what_an_earlier_attempt_met_is_held_against_no_later_one(at: str, again: str, *, kept: bool) -> None:
    began = 1767226200.7  # 00:10:00.7, while stamps have whole seconds
    assert bool(warnings_of([event("FailedCreate", POD_SECURITY, at=at, again=again)], [], since=began)) is kept
