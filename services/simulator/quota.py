"""ResourceQuota: what a namespace uses, and the refusal of what would be too much.

https://kubernetes.io/docs/concepts/policy/resource-quotas/; the wording is that of the quota admission plugin.
"""

from collections.abc import Iterable
from fractions import Fraction

from services.simulator.faults import forbidden
from services.simulator.quantities import parse, show
from services.simulator.records import Key
from services.simulator.resources import BY_PLURAL, Resource
from services.simulator.store import Store
from shared.domain.types import Manifest

Usage = dict[str, Fraction]

_COMPUTE = {
    "cpu": ("requests", "cpu"),
    "memory": ("requests", "memory"),
    "requests.cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
    "requests.ephemeral-storage": ("requests", "ephemeral-storage"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
    "limits.ephemeral-storage": ("limits", "ephemeral-storage"),
}
_FINISHED = ("Succeeded", "Failed")


def usage_of(resource: Resource, manifest: Manifest) -> Usage:
    """What one object counts, by the names that quotas use."""
    counted = {f"count/{resource.qualified}": Fraction(1)}
    if resource.plural == "pods":
        return counted if _is_finished(manifest) else {**counted, **_pod_usage(manifest)}
    if resource.group == "":
        counted[resource.plural] = Fraction(1)
    if resource.plural == "persistentvolumeclaims":
        requested = (manifest["spec"].get("resources") or {}).get("requests") or {}
        counted["requests.storage"] = parse(requested.get("storage", 0))
    return counted


def _is_finished(pod: Manifest) -> bool:
    return (pod.get("status") or {}).get("phase") in _FINISHED


def _pod_usage(pod: Manifest) -> Usage:
    usage: Usage = {"pods": Fraction(1)}
    for name, (section, resource) in _COMPUTE.items():
        running = sum((_of(container, section, resource) for container in pod["spec"]["containers"]), Fraction(0))
        first = (_of(container, section, resource) for container in pod["spec"].get("initContainers") or ())
        usage[name] = max(running, *first, Fraction(0))
    return usage


def _of(container: Manifest, section: str, resource: str) -> Fraction:
    return parse(((container.get("resources") or {}).get(section) or {}).get(resource, 0))


def used(store: Store, namespace: str, names: Iterable[str]) -> Usage:
    """What all of a namespace uses of the named resources."""
    total = dict.fromkeys(names, Fraction(0))
    kinds = {plural for name in total if (plural := _plural(name))}
    for record in store.inside(namespace):
        if record.key.plural not in kinds:
            continue
        for name, value in usage_of(record.resource, record.manifest()).items():
            if name in total:
                total[name] += value
    return total


def with_status(store: Store, manifest: Manifest) -> Manifest:
    """The quota with `status.hard` and `status.used` as they are now."""
    hard = manifest["spec"].get("hard") or {}
    counted = used(store, manifest["metadata"]["namespace"], hard)
    shown = {name: show(counted[name], like=limit) for name, limit in hard.items()}
    return {**manifest, "status": {"hard": hard, "used": shown}}


def _plural(name: str) -> str:
    """The kind whose objects a quota's resource counts."""
    if name in _COMPUTE:
        return "pods"
    if name == "requests.storage":
        return "persistentvolumeclaims"
    plural = name.removeprefix("count/").split(".")[0]
    return plural if plural in BY_PLURAL else ""


def check(store: Store, resource: Resource, manifest: Manifest) -> None:
    """403 when a new object does not fit, or does not say what a quota needs to know."""
    metadata = manifest["metadata"]
    for record in store.all("resourcequotas", metadata["namespace"]):
        quota = record.manifest()
        hard = quota["spec"].get("hard") or {}
        asked = {name: value for name, value in usage_of(resource, manifest).items() if name in hard and value}
        if resource.plural == "pods":
            _check_told(resource, manifest, record.key.name, hard)
        if not asked:
            continue
        if unknown := [name for name in asked if name not in (quota.get("status") or {}).get("hard", {})]:
            why = f"status unknown for quota: {record.key.name}, resources: {','.join(sorted(unknown))}"
            raise forbidden(resource, metadata["name"], why)
        if why := _too_much(store, record.key, hard, asked):
            raise forbidden(resource, metadata["name"], why)


def _check_told(resource: Resource, pod: Manifest, quota: str, hard: Manifest) -> None:
    missing: dict[str, list[str]] = {}
    for container in pod["spec"]["containers"]:
        for name, (section, kind) in _COMPUTE.items():
            if name in hard and kind not in ((container.get("resources") or {}).get(section) or {}):
                missing.setdefault(name, []).append(container["name"])
    if missing:
        told = "; ".join(f"{name} for: {','.join(where)}" for name, where in sorted(missing.items()))
        raise forbidden(resource, pod["metadata"]["name"], f"failed quota: {quota}: must specify {told}")


def _too_much(store: Store, quota: Key, hard: Manifest, asked: Usage) -> str:
    now = used(store, quota.namespace, asked)
    over = sorted(name for name, value in asked.items() if now[name] + value > parse(hard[name]))
    if not over:
        return ""

    def listed(values: Usage) -> str:
        return ",".join(f"{name}={show(values[name], like=hard[name])}" for name in over)

    limits = ",".join(f"{name}={hard[name]}" for name in over)
    return f"exceeded quota: {quota.name}, requested: {listed(asked)}, used: {listed(now)}, limited: {limits}"
