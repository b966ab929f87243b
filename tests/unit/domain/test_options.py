"""What a shop may be told at its setup: refused at the order, never in what was pinned before."""

import pycountry
import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from shared.domain.codes import COUNTRIES, CURRENCIES
from shared.domain.store import StoreOptions, StoreSpec
from tests.unit.factory import spec

NOT_MONEY = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"}
"""ISO 4217's funds and units of account beside those that begin with X."""
MONEY_OF_SEVERAL_COUNTRIES = {"XAF", "XCD", "XCG", "XOF", "XPF"}


def test_the_countries_are_those_of_iso_3166() -> None:
    assert {country.alpha_2 for country in pycountry.countries} == COUNTRIES


def test_the_currencies_are_those_of_iso_4217_that_people_pay_with() -> None:
    known = {currency.alpha_3 for currency in pycountry.currencies}
    not_money = {code for code in known if code.startswith("X")} - MONEY_OF_SEVERAL_COUNTRIES | NOT_MONEY
    assert known - not_money == CURRENCIES


@pytest.mark.parametrize(
    "title",
    ["", "Ada’s mugs", "Größe", "می‌خواهم", "क्‍ष", "👩‍👧 shop", "مغسلة", "חנות", "e\u0301", "a\u00a0b"],
)
def test_a_title_in_any_script_is_kept_as_it_is(title: str) -> None:
    assert StoreOptions(title=title).title == title


@pytest.mark.parametrize(
    "title",
    [
        *("a\nb", "a\x00b", "a\u2028b", "a\x85b", "tab\there"),
        *("\u202eevil", "\u2066x\u2069", "a\u200bb", "\ufeffa", "soft\u00adhyphen", "a\u200e", "\U000e0041", "\ue000"),
        *("\u200d", "a\u200d", "\u200ca", "a \u200d b"),
    ],
)
def test_a_title_with_something_invisible_is_refused(title: str) -> None:
    with pytest.raises(ValidationError):
        StoreOptions(title=title)


def test_a_mail_address_has_nothing_invisible_either() -> None:
    assert StoreOptions(admin_email="ada@shop.test").admin_email == "ada@shop.test"
    for hidden in ("\u202e", "\u200b", "\u2028"):
        with pytest.raises(ValidationError):
            StoreOptions(admin_email=f"a{hidden}da@shop.test")


@pytest.mark.parametrize(
    "wrong", [{"currency": "EUX"}, {"currency": "XAU"}, {"currency": "eur"}, {"country": "ZZ"}, {"country": "UK"}]
)
def test_a_code_that_does_not_exist_is_refused_at_once(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        StoreOptions.model_validate(wrong)


@given(title=st.text(max_size=90), currency=st.text(max_size=4))
def test_r42_a_store_is_read_back_whatever_the_rules_were_when_it_was_ordered(title: str, currency: str) -> None:
    before = spec()
    old = before.model_copy(
        update={"options": before.options.model_copy(update={"title": title, "currency": currency})}
    )
    assert StoreSpec.model_validate_json(old.model_dump_json()) == old
