"""The pure parts: selectors, quantities, merge patch, field sets, apply."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.simulator.apply import apply
from services.simulator.fields import flatten, leaves, nest
from services.simulator.merge import merge_patch
from services.simulator.ownership import Manager, fields
from services.simulator.paths import parse
from services.simulator.quantities import parse as quantity, show
from services.simulator.selectors import label_test

NAMES = st.sampled_from(["a", "b", "c", "labels", "data"])
VALUES = st.recursive(st.integers() | st.text(max_size=3) | st.booleans(), lambda each: st.dictionaries(NAMES, each))
DATA = st.dictionaries(NAMES, st.text(max_size=3), max_size=4)
US, THEM = Manager("us", "Apply"), Manager("them", "Apply")


@pytest.mark.parametrize(
    ("text", "value"),
    [("500m", Fraction(1, 2)), ("1Gi", Fraction(2**30)), ("2", Fraction(2)), ("1.5k", Fraction(1500))],
)
def test_quantities_are_exact(text: str, value: Fraction) -> None:
    assert quantity(text) == value


@pytest.mark.parametrize(("text", "like"), [("3Gi", "1Gi"), ("250m", "1"), ("0", "1Gi"), ("1536Mi", "2Gi")])
def test_a_quantity_is_shown_in_a_unit_that_fits(text: str, like: str) -> None:
    assert show(quantity(text), like=like) == text


@pytest.mark.parametrize(
    ("selector", "labels", "matches"),
    [
        ("", {}, True),
        ("a=b", {"a": "b"}, True),
        ("a==b", {"a": "c"}, False),
        ("a!=b", {}, True),
        ("a", {"a": ""}, True),
        ("!a", {"a": ""}, False),
        ("a in (b, c),d notin (e)", {"a": "c", "d": "f"}, True),
        ("a in (b,c)", {}, False),
    ],
)
def test_label_selectors(selector: str, labels: dict[str, str], matches: bool) -> None:
    assert label_test(selector)(labels) is matches


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/api/v1/namespaces", ("namespaces", "", "", "")),
        ("/api/v1/namespaces/a", ("namespaces", "", "a", "")),
        ("/api/v1/namespaces/a/status", ("namespaces", "", "a", "status")),
        ("/api/v1/namespaces/a/pods", ("pods", "a", "", "")),
        ("/api/v1/namespaces/a/pods/b/log", ("pods", "a", "b", "log")),
        ("/api/v1/pods", ("pods", "", "", "")),
        ("/apis/apps/v1/namespaces/a/deployments/web", ("deployments", "a", "web", "")),
    ],
)
def test_paths(path: str, told: tuple[str, str, str, str]) -> None:
    call = parse(path, {}, "us")
    assert (call.resource.plural, call.namespace, call.name, call.subresource) == told


@given(VALUES)
def test_merging_an_object_into_itself_changes_nothing(value: Any) -> None:
    assert merge_patch(value, value) == value


@given(st.dictionaries(NAMES, VALUES), st.dictionaries(NAMES, VALUES))
def test_a_merge_patch_twice_is_a_merge_patch_once(target: dict[str, Any], patch: dict[str, Any]) -> None:
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once


@given(st.dictionaries(NAMES, VALUES))
def test_field_sets_survive_their_written_form(value: dict[str, Any]) -> None:
    paths = {path for path, _ in leaves(value)}
    assert set(flatten(nest(paths))) == paths


def thing(data: dict[str, str]) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "thing"}, "data": data}


@given(DATA, DATA)
def test_an_apply_twice_is_an_apply_once(before: dict[str, str], wanted: dict[str, str]) -> None:
    live = apply(thing({}), thing(before), THEM, "1", force=True)
    once = apply(live, thing(wanted), US, "2", force=True)
    assert apply(once, thing(wanted), US, "3", force=True) == once


@given(DATA, DATA, DATA)
def test_what_another_manager_sent_stays_unless_it_was_taken_over(
    theirs: dict[str, str], first: dict[str, str], second: dict[str, str]
) -> None:
    live = apply(thing({}), thing(theirs), THEM, "1", force=True)
    live = apply(live, thing(first), US, "2", force=True)
    live = apply(live, thing(second), US, "3", force=True)
    data = live.get("data") or {}
    taken = {name for name in first if theirs.get(name) != first[name]}
    assert {name: theirs[name] for name in theirs.keys() - taken - second.keys()}.items() <= data.items()
    assert second.items() <= data.items()


@given(DATA, DATA)
def test_an_apply_does_not_change_its_arguments(before: dict[str, str], wanted: dict[str, str]) -> None:
    live = apply(thing({}), thing(before), US, "1", force=True)
    kept = fields(live)
    apply(live, thing(wanted), US, "2", force=True)
    assert fields(live) == kept
