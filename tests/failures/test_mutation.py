"""That the mutation proof can tell a suite that notices from one that does not (R39; all guards: `make proof`)."""

import pytest

from tests.failures.guards import VARIABLE
from tests.failures.mutation import outcomes

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize(("guard", "colours"), [("", {"green"}), ("status check", {"green", "red"})])
def test_r39_only_a_guard_that_is_taken_away_turns_tests_red(guard: str, colours: set[str]) -> None:
    found = outcomes(["-n", "0", "-k", "r9", "tests/unit/kubernetes"], {VARIABLE: guard})
    assert set(found.values()) == colours
