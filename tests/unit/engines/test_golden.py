"""The golden files show every object; any change of a builder shows as a change of theirs."""

import pytest

from tests.unit.engines.golden import FOLDER, path_of, render
from tests.unit.engines.samples import CASES


@pytest.mark.parametrize("case", CASES)
def test_a_store_is_built_as_its_golden_file_shows(case: str) -> None:
    expected = path_of(case).read_text(encoding="utf-8")
    assert render(case) == expected, "if this is meant: python -m tests.unit.engines.regenerate"


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(CASES)
