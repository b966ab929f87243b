import pytest
from hypothesis import given, strategies as st

from shared.serialization import Forged, seal, unseal

KEY = b"k" * 32
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_what_was_sealed_comes_back(value: object) -> None:
    assert unseal(KEY, seal(KEY, value)) == value


@given(st.binary(max_size=200))
def test_r14_bytes_of_a_stranger_are_refused_before_they_are_parsed(data: bytes) -> None:
    with pytest.raises(Forged):
        unseal(KEY, data)


def test_r14_another_key_is_a_stranger() -> None:
    with pytest.raises(Forged):
        unseal(b"other" * 8, seal(KEY, {"a": 1}))


def test_r14_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(seal(KEY, {"uid": "a"}))
    sealed[-2] ^= 1
    with pytest.raises(Forged):
        unseal(KEY, bytes(sealed))
