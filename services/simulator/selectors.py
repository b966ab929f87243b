"""Label and field selectors (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/)."""

import re
from collections.abc import Callable, Mapping

from services.simulator.faults import bad_request
from services.simulator.records import Record

Labels = Mapping[str, str]
LabelTest = Callable[[Labels], bool]
RecordTest = Callable[[Record], bool]

_PART = re.compile(r",(?![^(]*\))")
_SET = re.compile(r"(?P<key>\S+)\s+(?P<word>in|notin)\s*\((?P<values>[^)]*)\)")


def label_test(selector: str) -> LabelTest:
    """A test for labels; an empty selector accepts everything."""
    tests = [_one(part.strip()) for part in _PART.split(selector) if part.strip()]
    return lambda labels: all(test(labels) for test in tests)


def _one(part: str) -> LabelTest:
    if matched := _SET.fullmatch(part):
        values = frozenset(value.strip() for value in matched["values"].split(","))
        return _in(matched["key"], values, wanted=matched["word"] == "in")
    for sign, wanted in (("!=", False), ("==", True), ("=", True)):
        if sign in part:
            key, value = part.split(sign, 1)
            return _in(key.strip(), frozenset({value.strip()}), wanted=wanted)
    return _has(part)


def _in(key: str, values: frozenset[str], *, wanted: bool) -> LabelTest:
    if wanted:
        return lambda labels: labels.get(key) in values
    return lambda labels: labels.get(key) not in values


def _has(part: str) -> LabelTest:
    if part.startswith("!"):
        return lambda labels: part[1:] not in labels
    return lambda labels: part in labels


def field_test(selector: str) -> RecordTest:
    """A test for fields; names come from the key, everything else is looked up in the object."""
    tests = [_field(part) for part in selector.split(",") if part]
    return lambda record: all(test(record) for test in tests)


def _field(part: str) -> RecordTest:
    matched = re.fullmatch(r"(?P<path>[^!=]+)(?P<sign>==|=|!=)(?P<value>.*)", part)
    if matched is None:
        raise bad_request(f'unable to parse field selector "{part}"')
    path, value, equal = matched["path"], matched["value"], matched["sign"] != "!="
    return lambda record: (_read(record, path) == value) is equal


def _read(record: Record, path: str) -> str:
    if path == "metadata.name":
        return record.key.name
    if path == "metadata.namespace":
        return record.key.namespace
    value: object = record.manifest()
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return "" if value is None else str(value)
