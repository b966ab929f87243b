"""Every pod of every engine passes Pod Security `restricted`, and the checker refuses what it should (R18)."""

from copy import deepcopy
from typing import Any

import pytest

from shared.engines.tenancy import namespace, pod_template_of
from tests.unit.engines.pod_security import CHECKS, refusals
from tests.unit.engines.samples import CASES, WORKLOADS, build, named, small

GOOD = pod_template_of(named(build(small("medusa")), "Deployment", "web"))["spec"]


@pytest.mark.parametrize("case", CASES)
def test_every_pod_is_restricted(case: str) -> None:
    spec, _ = CASES[case]
    workloads = [m for m in build(spec, setup=1) if m["kind"] in WORKLOADS]
    assert len(workloads) == 4
    for workload in workloads:
        assert refusals(pod_template_of(workload)["spec"]) == [], workload["metadata"]["name"]


def test_the_namespace_enforces_it_in_a_pinned_version() -> None:
    labels = namespace(small("medusa"))["metadata"]["labels"]
    for mode in ("enforce", "warn", "audit"):
        assert labels[f"pod-security.kubernetes.io/{mode}"] == "restricted"
        assert labels[f"pod-security.kubernetes.io/{mode}-version"].startswith("v1.")


POD, CONTAINER, CONTEXT = "pod", "container", "container context"
BAD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("host_namespaces", POD, {"hostNetwork": True}),
    ("host_namespaces", POD, {"hostPID": True}),
    ("host_namespaces", POD, {"hostIPC": True}),
    ("privileged", CONTEXT, {"privileged": True}),
    ("host_ports", CONTAINER, {"ports": [{"containerPort": 80, "hostPort": 80}]}),
    ("app_armor", CONTEXT, {"appArmorProfile": {"type": "Unconfined"}}),
    ("selinux", CONTEXT, {"seLinuxOptions": {"type": "spc_t"}}),
    ("selinux", CONTEXT, {"seLinuxOptions": {"role": "system_r"}}),
    ("proc_mount", CONTEXT, {"procMount": "Unmasked"}),
    ("sysctls", POD, {"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}}),
    ("windows_host_process", CONTEXT, {"windowsOptions": {"hostProcess": True}}),
    ("probe_hosts", CONTAINER, {"livenessProbe": {"httpGet": {"host": "169.254.169.254", "port": 80}}}),
    ("probe_hosts", CONTAINER, {"lifecycle": {"preStop": {"httpGet": {"host": "10.0.0.1", "port": 80}}}}),
    ("restricted_volumes", POD, {"volumes": [{"name": "host", "hostPath": {"path": "/"}}]}),
    ("restricted_volumes", POD, {"volumes": [{"name": "share", "nfs": {"server": "x", "path": "/"}}]}),
    ("privilege_escalation", CONTEXT, {"allowPrivilegeEscalation": True}),
    ("privilege_escalation", CONTAINER, {"securityContext": {}}),
    ("run_as_non_root", CONTEXT, {"runAsNonRoot": False}),
    ("run_as_non_root", POD, {"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}}),
    ("run_as_user", CONTEXT, {"runAsUser": 0}),
    ("seccomp", POD, {"securityContext": {"runAsNonRoot": True}}),
    ("seccomp", CONTEXT, {"seccompProfile": {"type": "Unconfined"}}),
    ("capabilities", CONTEXT, {"capabilities": {"drop": ["NET_RAW"]}}),
    ("capabilities", CONTEXT, {"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}}),
)


@pytest.mark.parametrize(("check", "place", "change"), BAD)
@pytest.mark.parametrize("field", ["containers", "initContainers"])
def test_a_bad_pod_is_refused(check: str, place: str, change: dict[str, Any], field: str) -> None:
    pod = deepcopy(GOOD)
    target = {POD: pod, CONTAINER: pod[field][0], CONTEXT: pod[field][0]["securityContext"]}[place]
    target.update(change)
    assert check in {line.partition(":")[0] for line in refusals(pod)}


def test_every_check_has_been_seen_to_refuse() -> None:
    assert {check for check, _, _ in BAD} == {check.__name__ for check in CHECKS}
