"""What is told of a store without a verdict: it hides nothing that was known, and goes without a trace."""

from shared.domain.check import Check, freed, hindered
from shared.domain.diagnosis import Finding

REFUSED = Finding("rights-missing", "403 Forbidden").failure()


def test_what_hinders_us_keeps_what_the_last_verification_found() -> None:
    known = Check(at=1.0, passed=True, passed_at=1.0, session="cart", failures=2)
    told = hindered(known, REFUSED, 9.0)
    assert (told.failure, told.passed) == (REFUSED, False)
    assert (told.at, told.passed_at, told.session, told.failures) == (1.0, 1.0, "cart", 2)


def test_what_hinders_us_no_more_is_forgotten() -> None:
    after = freed(hindered(None, REFUSED, 9.0))
    assert (after.failure, after.message, after.at) == (None, "", 9.0)
