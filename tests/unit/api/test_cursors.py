"""Cursors lead back to their place, and nothing else is one."""

import pytest
from hypothesis import given, strategies as st

from services.api.stores.models import pack_cursor, unpack_cursor


@given(name=st.from_regex(r"[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?", fullmatch=True), uid=st.uuids())
def test_a_cursor_leads_back_to_its_place(name: str, uid: object) -> None:
    place = f"{name}/{uid}"
    assert unpack_cursor(pack_cursor(place)) == place


@given(text=st.text(max_size=100))
def test_anything_else_is_refused_and_breaks_nothing(text: str) -> None:
    try:
        place = unpack_cursor(text)
    except ValueError:
        return
    assert pack_cursor(place) == text.rstrip("=")


@pytest.mark.parametrize("place", ["shop", "/uid", "shop/", "SHOP/uid", "shop/uid\n", "shop/uid/more"])
def test_a_place_of_another_form_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        unpack_cursor(pack_cursor(place))
