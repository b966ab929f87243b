import re

import pytest
from hypothesis import given, strategies as st

from shared.domain.naming import (
    LABEL_MAX,
    NAME_MAX,
    RESERVED,
    Address,
    BadName,
    is_label_value,
    name_of,
    namespace_of,
    parse_name,
)

DNS_1123 = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")


@pytest.mark.parametrize("name", ["abc", "my-shop", "a1b", "x" * NAME_MAX, "123"])
def test_a_dns_label_is_a_name(name: str) -> None:
    assert parse_name(name) == name


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ab", "at least 3"),
        ("x" * (NAME_MAX + 1), "at most 57"),
        ("Shop", "lower-case"),
        ("my_shop", "lower-case"),
        ("-shop", "begin and end"),
        ("shop-", "begin and end"),
        ("my--shop", "Two hyphens"),
        ("shop\n", "lower-case"),
        ("sh\x00p", "lower-case"),
        ("schön", "lower-case"),
        ("{{7*7}}", "lower-case"),
        ("www", "reserved"),
        ("admin", "reserved"),
    ],
)
def test_r30_what_is_no_name_is_told_why(name: str, says: str) -> None:
    with pytest.raises(BadName, match=re.escape(says)):
        parse_name(name)


@given(st.text(max_size=70))
def test_r30_a_name_is_accepted_exactly_when_it_and_its_namespace_are_dns_labels(text: str) -> None:
    expected = (
        DNS_1123.fullmatch(text) is not None
        and len(text) >= 3
        and len("store-" + text) <= LABEL_MAX
        and "--" not in text
        and text not in RESERVED
    )
    try:
        accepted = parse_name(text) == text
    except BadName:
        accepted = False
    assert accepted is expected


@given(st.from_regex(DNS_1123, fullmatch=True))
def test_a_namespace_leads_back_to_its_name(name: str) -> None:
    assert name_of(namespace_of(name)) == name


def test_further_names_may_be_reserved() -> None:
    with pytest.raises(BadName, match="reserved"):
        parse_name("console", reserved=RESERVED | {"console"})


@pytest.mark.parametrize(
    ("text", "valid"), [("ada", True), ("a.b_c-1", True), ("ada@example.org", False), ("", False), ("x" * 64, False)]
)
def test_an_owner_is_a_label_value(text: str, *, valid: bool) -> None:
    assert is_label_value(text) is valid


def test_an_address_shows_only_a_port_that_is_not_the_schemes_own() -> None:
    assert Address(scheme="http", host="a.localhost", port=8081).url == "http://a.localhost:8081"
    assert Address(scheme="https", host="a.example", port=None).authority == "a.example"
