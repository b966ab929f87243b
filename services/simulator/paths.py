"""API paths: which kind, namespace, object and subresource an address means."""

from services.simulator.faults import no_such_path
from services.simulator.resources import EXACT, Resource
from services.simulator.writes import Call

_SUBRESOURCES = frozenset({"status", "log", "finalize"})


def parse(path: str, query: dict[str, str], manager: str) -> Call:
    """The call that a path means, or 404."""
    parts = path.strip("/").split("/")
    if parts[0] == "api" and len(parts) > 2:  # noqa: PLR2004 - api, version, plural
        return _inside("", parts[1], parts[2:], query, manager)
    if parts[0] == "apis" and len(parts) > 3:  # noqa: PLR2004 - apis, group, version, plural
        return _inside(parts[1], parts[2], parts[3:], query, manager)
    raise no_such_path()


def _inside(group: str, version: str, rest: list[str], query: dict[str, str], manager: str) -> Call:
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 2 and not (len(rest) == 3 and rest[2] in _SUBRESOURCES):  # noqa: PLR2004
        namespace, rest = rest[1], rest[2:]
    resource = EXACT.get((group, version, rest[0]))
    if resource is None or not _fits(resource, namespace, rest):
        raise no_such_path()
    name, subresource = (*rest[1:], "", "")[:2]
    return Call(resource, namespace, name, subresource, manager, query)


def _fits(resource: Resource, namespace: str, rest: list[str]) -> bool:
    """Whether the namespace belongs there, and whether the subresource is one that exists."""
    named, subresource = len(rest) > 1, (*rest[2:], "")[0]
    if subresource and subresource not in _SUBRESOURCES:
        return False
    return len(rest) <= 3 and (bool(namespace) is resource.namespaced or (resource.namespaced and not named))  # noqa: PLR2004
