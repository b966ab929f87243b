"""Every problem that a shopper can meet is one that people can be told about."""

from typing import get_args

from shared.domain.diagnosis_texts import TEXTS
from shared.engines.base import ProblemCode


def test_every_code_of_a_shopper_has_a_cause_and_a_fix() -> None:
    assert set(get_args(ProblemCode)) <= set(TEXTS)
