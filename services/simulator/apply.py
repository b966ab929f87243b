"""Server-side apply, as a pure function of the live object, the sent one and who sends it."""

import copy
from http import HTTPStatus
from typing import Any

from services.simulator.faults import ApiError
from services.simulator.fields import ITEM, Path, is_granular, is_set, item_step, keys_of, leaves, value_step
from services.simulator.ownership import Manager, fields, ownable, paths_of, without
from shared.domain.types import Manifest


def apply(live: Manifest, sent: Manifest, manager: Manager, now: str, *, force: bool) -> Manifest:
    """The live object as the apply leaves it, managedFields included; a conflict without `force` is a 409.

    The result equals `live` when the apply changes nothing: then there is nothing to write.
    """
    wanted = dict(leaves(ownable(sent)))
    entries = live["metadata"].get("managedFields") or []
    others = [entry for entry in entries if not manager.matches(entry)]
    own = next((entry for entry in entries if manager.matches(entry)), None)
    disputed = _disputed(live, wanted, others)
    if disputed and not force:
        raise _conflict(disputed)
    others = without(others, {path for path, _ in disputed})
    merged: Manifest = _merge(live, ownable(sent), ())
    owned = paths_of(own) if own else set()
    kept = set(wanted).union(*(paths_of(entry) for entry in others)) if owned else set()
    if lost := sorted(owned - kept, key=_items_first):
        merged = copy.deepcopy(merged)
        for path in lost:
            _take_away(merged, path, kept)
    mine = own if own and owned == set(wanted) else manager.entry(wanted, sent["apiVersion"], now)
    metadata = {**merged["metadata"], "managedFields": _in_place(entries, others, own, mine)}
    return {**merged, "metadata": metadata}


def _items_first(path: Path) -> tuple[bool, int]:
    """An item goes before its members, since it is known by one of them."""
    return path[-1] != ITEM, len(path)


def _in_place(entries: list[Manifest], others: list[Manifest], own: Manifest | None, mine: Manifest) -> list[Manifest]:
    """Keep the place of the own entry, so that nothing looks changed that is not."""
    at = entries.index(own) if own in entries and len(others) == len(entries) - 1 else len(others)
    return [*others[:at], mine, *others[at:]]


def _disputed(live: Manifest, wanted: dict[Path, Any], others: list[Manifest]) -> list[tuple[Path, str]]:
    """Fields that somebody else owns and that would get another value."""
    if not others:
        return []
    now = fields(live)
    return [
        (path, entry["manager"])
        for entry in others
        for path in paths_of(entry)
        if path in wanted and path[-1] != ITEM and now.get(path) != wanted[path]
    ]


def _conflict(disputed: list[tuple[Path, str]]) -> ApiError:
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": f'conflict with "{manager}"',
            "field": "".join(f".{step.removeprefix('f:')}" for step in path),
        }
        for path, manager in disputed
    ]
    plural = "s" if len(causes) > 1 else ""
    listed = ", ".join(f"{cause['message']}: {cause['field']}" for cause in causes)
    message = f"Apply failed with {len(causes)} conflict{plural}: {listed}"
    return ApiError(HTTPStatus.CONFLICT, "Conflict", message, {"causes": causes})


def _merge(live: Any, sent: Any, path: Path) -> Any:
    if isinstance(sent, dict) and isinstance(live, dict) and (not sent or is_granular(path, sent)):
        merged = dict(live)
        for name, value in sent.items():
            merged[name] = _merge(live[name], value, (*path, f"f:{name}")) if name in live else value
        return merged
    if isinstance(sent, list) and isinstance(live, list) and path:
        return _merge_lists(live, sent, path)
    return sent


def _merge_lists(live: list[Any], sent: list[Any], path: Path) -> list[Any]:
    if is_set(path):
        return [*live, *(value for value in sent if value not in live)]
    keys = keys_of(path, [*live, *sent])
    if not keys:
        return sent
    merged = {item_step(item, keys): item for item in live}
    for item in sent:
        step = item_step(item, keys)
        merged[step] = _merge(merged[step], item, (*path, step)) if step in merged else item
    return list(merged.values())


def _take_away(node: Any, path: Path, kept: set[Path], at: int = 0) -> None:
    """Remove a field that its owner no longer sends, and the maps that become empty by it."""
    step = path[at]
    last = at + 1 == len(path) or path[at + 1 :] == (ITEM,)
    if isinstance(node, list):
        _take_from_list(node, path, kept, at)
    elif isinstance(node, dict) and (name := step.removeprefix("f:")) in node:
        if last:
            if not _needed(path[: at + 1], kept):
                del node[name]
            return
        _take_away(node[name], path, kept, at + 1)
        if node[name] in ({}, []) and not _needed(path[: at + 1], kept):
            del node[name]


def _take_from_list(node: list[Any], path: Path, kept: set[Path], at: int) -> None:
    step = path[at]
    for item in node:
        if _step_of(item, path[:at]) != step:
            continue
        if at + 1 < len(path) and path[at + 1] != ITEM:
            _take_away(item, path, kept, at + 1)
        elif not _needed(path[: at + 1], kept):
            node.remove(item)
        return


def _step_of(item: Any, path: Path) -> str:
    keys = keys_of(path, [item])
    return item_step(item, keys) if keys else value_step(item)


def _needed(prefix: Path, kept: set[Path]) -> bool:
    return any(path[: len(prefix)] == prefix for path in kept)
