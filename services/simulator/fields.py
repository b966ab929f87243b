"""Which fields an object sets, as the paths that `fieldsV1` is made of.

A map is split into its members, a list with keys into its items, anything else is one field
(https://kubernetes.io/docs/reference/using-api/server-side-apply/). The table holds the lists that Storeyard sends;
a list that is not in it is atomic.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

Path = tuple[str, ...]
ITEM = "."
"""Last step of the path that stands for a list's item itself."""

_KEYS: dict[str, tuple[str, ...]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "env": ("name",),
    "volumes": ("name",),
    "volumeMounts": ("mountPath",),
    "conditions": ("type",),
    "ownerReferences": ("uid",),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
    "hostAliases": ("ip",),
    "secrets": ("name",),
}
_SETS = frozenset({"finalizers"})
_ATOMIC_MAPS = frozenset(
    {"selector", "nodeSelector", "podSelector", "namespaceSelector", "labelSelector", "secretKeyRef"}
    | {"configMapKeyRef", "fieldRef", "resourceFieldRef", "claimRef", "roleRef", "scopeSelector", "service"}
    | {"defaultBackend", "dataSource", "secretRef", "configMapRef"}
)


def keys_of(path: Path, items: list[Any]) -> tuple[str, ...]:
    """The members that tell a list's items apart, or () where the list is atomic."""
    name = path[-1].removeprefix("f:")
    if not all(isinstance(item, dict) for item in items):
        return ()
    if name == "ports":
        return _port_keys(path, items)
    if name == "imagePullSecrets":
        return ("name",) if "f:spec" in path else ()
    return _KEYS.get(name, ())


def _port_keys(path: Path, items: list[Any]) -> tuple[str, ...]:
    if all("containerPort" in item for item in items):
        return ("containerPort", "protocol")
    return ("port", "protocol") if path == ("f:spec", "f:ports") else ()


def is_set(path: Path) -> bool:
    """Whether the list holds each value once and is merged by value."""
    return path[-1].removeprefix("f:") in _SETS


def is_granular(path: Path, value: Any) -> bool:
    """Whether the members of a map are fields of their own."""
    return isinstance(value, dict) and bool(value) and (not path or path[-1].removeprefix("f:") not in _ATOMIC_MAPS)


def item_step(item: dict[str, Any], keys: tuple[str, ...]) -> str:
    """The path's step to an item, as `k:{"name":"web"}`; a port without protocol is TCP."""
    values = {key: item.get(key, "TCP" if key == "protocol" else None) for key in keys}
    return "k:" + orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


def value_step(value: Any) -> str:
    """The path's step to a value of a set, as `v:"name"`."""
    return "v:" + orjson.dumps(value).decode()


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every field with its value."""
    if is_granular(path, value):
        for name, member in value.items():
            yield from leaves(member, (*path, f"f:{name}"))
    elif isinstance(value, list) and path and value:
        yield from _list_leaves(value, path)
    elif path:
        yield path, value


def _list_leaves(items: list[Any], path: Path) -> Iterator[tuple[Path, Any]]:
    if is_set(path):
        for value in items:
            yield (*path, value_step(value)), value
        return
    keys = keys_of(path, items)
    if not keys:
        yield path, items
        return
    for item in items:
        step = (*path, item_step(item, keys))
        yield (*step, ITEM), None
        for name, member in item.items():
            yield from leaves(member, (*step, f"f:{name}"))


def nest(paths: Iterable[Path]) -> dict[str, Any]:
    """Paths as `fieldsV1`."""
    root: dict[str, Any] = {}
    for path in sorted(paths):
        node = root
        for step in path:
            node = node.setdefault(step, {})
    return root


def flatten(node: dict[str, Any], path: Path = ()) -> Iterator[Path]:
    """The paths of a `fieldsV1`."""
    if not node and path:
        yield path
    for step, below in node.items():
        yield from flatten(below, (*path, step))
