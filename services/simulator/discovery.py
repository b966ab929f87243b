"""What `kubectl` asks before it does anything: version, groups and kinds."""

from typing import Any

from services.simulator.faults import no_such_path
from services.simulator.resources import RESOURCES, Resource
from shared.domain.types import Manifest

VERSION: Manifest = {
    "major": "1",
    "minor": "36",
    "gitVersion": "v1.36.3+storeyard.simulated",
    "gitCommit": "",
    "gitTreeState": "clean",
    "buildDate": "",
    "goVersion": "none: this is Storeyard's simulator",
    "compiler": "none",
    "platform": "simulated",
}
"""The build metadata of gitVersion is how clients tell that nothing here is real."""

_VERBS = ["create", "delete", "get", "list", "patch", "update", "watch"]


def answer(path: str) -> Manifest:
    """The document at a discovery path, or 404."""
    parts = path.strip("/").split("/")
    if parts == ["version"]:
        return VERSION
    if parts == ["api"]:
        return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
    if parts == ["apis"]:
        groups = sorted({(resource.group, resource.version) for resource in RESOURCES if resource.group})
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(*group) for group in groups]}
    return _kinds(parts)


def _kinds(parts: list[str]) -> Manifest:
    group, version = {2: ("", parts[-1]), 3: (parts[1], parts[-1])}.get(len(parts), ("", ""))
    found = [resource for resource in RESOURCES if (resource.group, resource.version) == (group, version)]
    if parts[0] != ("apis" if group else "api") or not found:
        raise no_such_path()
    listed = [described for resource in found for described in _described(resource)]
    name = found[0].api_version
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": name, "resources": listed}


def _group(name: str, version: str) -> Manifest:
    served = {"groupVersion": f"{name}/{version}", "version": version}
    return {"name": name, "versions": [served], "preferredVersion": served}


def _described(resource: Resource) -> list[dict[str, Any]]:
    entry: dict[str, Any] = {
        "name": resource.plural,
        "singularName": resource.kind.lower(),
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": _VERBS,
    }
    status = {**entry, "name": f"{resource.plural}/status", "verbs": ["get", "patch", "update"]}
    if resource.short:
        entry["shortNames"] = list(resource.short)
    if resource.categories:
        entry["categories"] = list(resource.categories)
    return [entry, status] if resource.has_status else [entry]
