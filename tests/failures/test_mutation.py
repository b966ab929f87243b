"""That the mutation proof can tell a suite that notices from one that does not (R39; all guards: `make proof`)."""

import pytest

from tests.failures.guards import GUARDS, VARIABLE
from tests.failures.mutation import CONTROL, NOTICED_BY, noticed, outcomes, unproven

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize(("guard", "colours"), [("", {"green"}), ("status check", {"green", "red"})])
def test_r39_only_a_guard_that_is_taken_away_turns_tests_red(guard: str, colours: set[str]) -> None:
    found = outcomes(["-n", "0", "-k", "r9", "tests/unit/kubernetes"], {VARIABLE: guard})
    assert set(found.values()) == colours


def test_r39_a_test_that_is_red_with_all_guards_on_notices_nothing() -> None:
    control = {"sees": "green", "broken": "red", "blind": "green", "away": "skipped"}
    without = {"sees": "red", "broken": "red", "blind": "green", "away": "red", "new": "red"}
    found = {CONTROL: control, "seen": without, "unseen": without | {"sees": "green"}}
    assert noticed(found, "seen") == ["sees"]
    assert unproven(found) == ["unseen"]


def test_r39_each_guard_has_experiments_that_are_run_without_it() -> None:
    assert NOTICED_BY.keys() == GUARDS.keys()
    assert CONTROL not in GUARDS
