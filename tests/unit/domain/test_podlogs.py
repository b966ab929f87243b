"""Pod logs read piece by piece."""

import base64

import pytest

from shared.domain.podlogs import LogLine, Place, packed, parsed, reached, unpacked, unread


def line(at: str, text: str = "x") -> LogLine:
    return LogLine(at, "web-0", "web", text)


ONE, TWO = "2026-01-02T03:04:05.100000000Z", "2026-01-02T03:04:06.000000000Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02T03:04:05.1Z hello\n", [line(ONE, "hello")]),
        ("2026-01-02T05:04:05.100000000+02:00 hello\n", [line(ONE, "hello")]),
        ("2026-01-02T03:04:06Z a b  c\n", [line(TWO, "a b  c")]),
        ("2026-01-02T03:04:06Z \n", [line(TWO, "")]),
        ("2026-01-02T03:04:06Z\n", [line(TWO, "")]),
        ("2026-01-02T03:04:06Z whole\n2026-01-02T03:04:07Z cut o", [line(TWO, "whole")]),
        ("2026-01-02T03:04:06Z one\nits rest\n", [line(TWO, "one"), line(TWO, "its rest")]),
        ("no time at all\n", []),
        ("", []),
        ("2026-01-02T03:04:06Z bad \ufffd byte\n", [line(TWO, "bad \ufffd byte")]),
    ],
)
def test_lines_are_whole_and_their_times_compare_as_text(text: str, expected: list[LogLine]) -> None:
    assert parsed(text, "web-0", "web") == expected


def test_lines_of_one_moment_are_told_apart_by_their_number() -> None:
    log = [line(ONE, "a"), line(ONE, "b"), line(ONE, "c"), line(TWO, "d")]
    place = reached(None, log[:2])
    assert place == Place(ONE, 2)
    assert unread(log, place) == log[2:]
    assert reached(place, log[2:3]) == Place(ONE, 3)
    assert reached(place, []) == place
    assert unread(log, None) == log


def test_a_reader_asks_again_from_the_second_of_its_last_line() -> None:
    assert Place(ONE, 1).second == "2026-01-02T03:04:05Z"
    assert Place("2026-12-31T23:59:59.900000000Z", 4).next_second() == Place("2027-01-01T00:00:00.000000000Z", 0)


def test_a_cursor_comes_back_as_it_went() -> None:
    places = {"ab12cd34": Place(ONE, 2), "00000000": Place(TWO, 1)}
    assert unpacked(packed(places)) == places
    assert unpacked(packed({})) == {}
    assert packed({})


@pytest.mark.parametrize(
    "text",
    [
        *("!", "e3", "W10", "bnVsbA", "eyJhIjoxfQ", "x" * 5000, "\ud800"),
        packed({"a": Place("2026-01-02T03:04:05.1Z", 0)}),
        packed({"a": Place("2026-13-02T03:04:05.100000000Z", 0)}),
        packed({"a": Place(ONE, -1)}),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_anything_else_is_no_cursor(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - bad base64, UTF-8 and JSON are ValueErrors of other kinds
        unpacked(text)
