"""Derived secrets: stable, and different wherever they must differ (law 7)."""

import pytest

from shared.domain.types import Uid
from shared.engines.registry import engine
from shared.engines.secrets import Secrets, key_id
from tests.unit.engines.samples import MASTER_KEY, small

SPEC = small("medusa")


def test_the_same_key_store_and_purpose_give_the_same_secret_for_ever() -> None:
    """The expected digits were computed by openssl: a change of them would lock every store out of its database."""
    assert Secrets(MASTER_KEY, SPEC).derive("database-password") == "49efff5df1b1c2132be866a619acb3d1"


def test_secrets_differ_by_store_purpose_rotation_and_key() -> None:
    others = (
        Secrets(MASTER_KEY, SPEC.model_copy(update={"uid": Uid("another")})).derive("a"),
        Secrets(MASTER_KEY, SPEC.model_copy(update={"rotation": 1})).derive("a"),
        Secrets(MASTER_KEY[::-1], SPEC).derive("a"),
        Secrets(MASTER_KEY, SPEC).derive("b"),
        Secrets(MASTER_KEY, SPEC).derive("a"),
    )
    assert len(set(others)) == len(others)


def test_secrets_do_not_change_with_what_a_merchant_may_change() -> None:
    changed = SPEC.model_copy(update={"generation": 9, "protected": True, "owner": "bob"})
    assert Secrets(MASTER_KEY, changed).derive("a") == Secrets(MASTER_KEY, SPEC).derive("a")


def test_parts_that_join_to_the_same_text_give_different_secrets() -> None:
    one = SPEC.model_copy(update={"uid": Uid("ab")})
    two = SPEC.model_copy(update={"uid": Uid("a")})
    assert Secrets(MASTER_KEY, one).derive("c") != Secrets(MASTER_KEY, two).derive("bc")


@pytest.mark.parametrize("length", [0, 16, 31, 65])
def test_nothing_weak_is_derived(length: int) -> None:
    with pytest.raises(ValueError, match="32 to 64"):
        Secrets(MASTER_KEY, SPEC).derive("a", length)


def test_the_key_id_is_short_stable_and_different_for_each_key() -> None:
    assert key_id(MASTER_KEY) == key_id(bytes(MASTER_KEY))
    assert len(key_id(MASTER_KEY)) == 12
    assert key_id(MASTER_KEY) != key_id(MASTER_KEY[::-1])


def test_credentials_mask_the_password() -> None:
    credentials = engine("medusa").credentials(SPEC, Secrets(MASTER_KEY, SPEC))
    assert credentials.username == credentials.email == "admin@bakery.localhost"
    assert credentials.password not in repr(credentials)
    assert "initial password" in credentials.note
