"""Own port of Pod Security `restricted` (R18): https://kubernetes.io/docs/concepts/security/pod-security-standards/.

The restricted level includes the baseline's checks; each check here is one of upstream's, by the same name, in
k8s.io/pod-security-admission/policy. A check gives what it refuses, in words.
"""

from collections.abc import Callable, Iterator
from typing import Any

Pod = dict[str, Any]
Check = Callable[[Pod], Iterator[str]]
SAFE_SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)
VOLUMES = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
SELINUX_TYPES = frozenset({"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"})
SECCOMP = frozenset({"RuntimeDefault", "Localhost"})


def refusals(pod: Pod) -> list[str]:
    """All that the restricted level has against this pod spec."""
    return [f"{check.__name__}: {why}" for check in CHECKS for why in check(pod)]


def containers(pod: Pod) -> Iterator[Pod]:
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from pod.get(field, ())


def contexts(pod: Pod) -> Iterator[tuple[str, Pod]]:
    """The pod's own security context and each container's."""
    yield "pod", pod.get("securityContext") or {}
    for container in containers(pod):
        yield container["name"], container.get("securityContext") or {}


def host_namespaces(pod: Pod) -> Iterator[str]:
    return (field for field in ("hostNetwork", "hostPID", "hostIPC") if pod.get(field))


def privileged(pod: Pod) -> Iterator[str]:
    return (name for name, context in contexts(pod) if context.get("privileged"))


def host_ports(pod: Pod) -> Iterator[str]:
    return (c["name"] for c in containers(pod) for port in c.get("ports", ()) if port.get("hostPort"))


def app_armor(pod: Pod) -> Iterator[str]:
    return (n for n, context in contexts(pod) if (context.get("appArmorProfile") or {}).get("type") == "Unconfined")


def selinux(pod: Pod) -> Iterator[str]:
    for name, context in contexts(pod):
        options = context.get("seLinuxOptions") or {}
        if options.get("type", "") not in SELINUX_TYPES or options.get("user") or options.get("role"):
            yield name


def proc_mount(pod: Pod) -> Iterator[str]:
    return (name for name, context in contexts(pod) if context.get("procMount", "Default") != "Default")


def sysctls(pod: Pod) -> Iterator[str]:
    asked = (pod.get("securityContext") or {}).get("sysctls", ())
    return (each["name"] for each in asked if each["name"] not in SAFE_SYSCTLS)


def windows_host_process(pod: Pod) -> Iterator[str]:
    return (n for n, context in contexts(pod) if (context.get("windowsOptions") or {}).get("hostProcess"))


def probe_hosts(pod: Pod) -> Iterator[str]:
    """Since 1.34: a probe or hook that names a host would make kubelet call anywhere."""
    for container in containers(pod):
        hooks = [container.get(kind) or {} for kind in ("livenessProbe", "readinessProbe", "startupProbe")]
        hooks += (container.get("lifecycle") or {}).values()
        if any((hook.get(how) or {}).get("host") for hook in hooks for how in ("httpGet", "tcpSocket")):
            yield container["name"]


def restricted_volumes(pod: Pod) -> Iterator[str]:
    """Also refuses hostPath, which the baseline does."""
    for volume in pod.get("volumes", ()):
        if not set(volume) - {"name"} <= VOLUMES:
            yield volume["name"]


def privilege_escalation(pod: Pod) -> Iterator[str]:
    allowed = ((c["name"], (c.get("securityContext") or {}).get("allowPrivilegeEscalation")) for c in containers(pod))
    return (name for name, value in allowed if value is not False)


def run_as_non_root(pod: Pod) -> Iterator[str]:
    whole = (pod.get("securityContext") or {}).get("runAsNonRoot")
    for container in containers(pod):
        if (container.get("securityContext") or {}).get("runAsNonRoot", whole) is not True:
            yield container["name"]


def run_as_user(pod: Pod) -> Iterator[str]:
    return (name for name, context in contexts(pod) if context.get("runAsUser") == 0)


def seccomp(pod: Pod) -> Iterator[str]:
    whole = (pod.get("securityContext") or {}).get("seccompProfile")
    for container in containers(pod):
        profile = (container.get("securityContext") or {}).get("seccompProfile", whole) or {}
        if profile.get("type") not in SECCOMP:
            yield container["name"]
    if whole and whole.get("type") not in SECCOMP:
        yield "pod"


def capabilities(pod: Pod) -> Iterator[str]:
    for container in containers(pod):
        asked = (container.get("securityContext") or {}).get("capabilities") or {}
        if "ALL" not in asked.get("drop", ()) or set(asked.get("add", ())) - {"NET_BIND_SERVICE"}:
            yield container["name"]


CHECKS: tuple[Check, ...] = (
    host_namespaces,
    privileged,
    host_ports,
    app_armor,
    selinux,
    proc_mount,
    sysctls,
    windows_host_process,
    probe_hosts,
    restricted_volumes,
    privilege_escalation,
    run_as_non_root,
    run_as_user,
    seccomp,
    capabilities,
)
