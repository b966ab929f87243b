"""What a PATCH may say, and the generation that follows from it."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared.domain.changes import PinnedOptionsChange, StoreChange, StorePatch, changed, in_words
from shared.domain.store import StoreOptions
from shared.engines.plans import PLANS
from tests.unit.factory import spec

BEFORE = spec(options=StoreOptions(title="Ada’s mugs", admin_email="ada@shop.test", currency="CHF", country="CH"))


@pytest.mark.parametrize("body", [{}, {"options": {}}, {"plan": None, "options": {"title": None}}])
def test_a_patch_that_asks_for_nothing_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="at least one"):
        StorePatch.model_validate(body)


@pytest.mark.parametrize("body", [{"engine": "medusa"}, {"options": {"colour": "red"}}, {"options": {"currency": "x"}}])
def test_a_patch_names_only_what_can_be_changed(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        StorePatch.model_validate(body)


def test_what_is_not_named_stays_as_it_is() -> None:
    after = changed(BEFORE, StoreChange(options=PinnedOptionsChange(currency="EUR")), (7, 3))
    assert after.options == BEFORE.options.model_copy(update={"currency": "EUR"})
    same = {"generation", "intent", "options"}
    assert after.model_dump(exclude=same) == BEFORE.model_dump(exclude=same)
    assert (after.generation, after.intent) == (2, (7, 3))


def test_a_change_is_laid_over_what_the_namespace_holds_now_and_not_over_what_the_api_saw() -> None:
    protected = changed(BEFORE, StoreChange(protected=True), (7, 3))
    both = changed(protected, StoreChange(plan=PLANS["medium"]), (7, 4))
    assert (both.protected, both.plan.name, both.generation) == (True, "medium", 3)


@pytest.mark.parametrize(("first", "second"), [("small", "large"), ("large", "small")])
def test_a_plan_changes_every_figure_but_the_size_of_volumes(first: str, second: str) -> None:
    before = spec(plan=PLANS[first])
    after = changed(before, StoreChange(plan=PLANS[second]), (7, 3)).plan
    sizes = {"database_storage", "uploads_storage"}
    assert after.model_dump(exclude=sizes) == PLANS[second].model_dump(exclude=sizes)
    assert after.model_dump(include=sizes) == PLANS[first].model_dump(include=sizes)


def test_an_empty_title_is_the_stores_name_as_at_creation() -> None:
    assert changed(BEFORE, StoreChange(options=PinnedOptionsChange(title="")), (7, 3)).options.title == "demo"


def test_a_change_is_told_in_words_without_the_mail_address() -> None:
    options = PinnedOptionsChange(title="Mugs", admin_email="eve@shop.test", sample_data=False)
    text = in_words(BEFORE, StoreChange(plan=PLANS["medium"], options=options, protected=True))
    assert text == (
        "plan small → medium, title “Mugs”, mail address of the administrator, no more sample products, protection on"
    )


def test_a_change_survives_its_way_through_redis() -> None:
    change = StoreChange(plan=PLANS["large"], options=PinnedOptionsChange(title="“Mugs”\\"), protected=False)
    assert StoreChange.model_validate_json(change.model_dump_json()) == change
