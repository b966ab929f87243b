"""The holder's own clock: when it stops sending although nobody has told it that another run began (law 3)."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from services.worker.claim import ClaimLost, Held
from services.worker.tools import Tools
from tests.unit.factory import claim, view

TIMEOUT = 5.0
NOW = 1000.0


def held(*, granted: float, **seen: Any) -> Held:
    settings = SimpleNamespace(kubernetes=SimpleNamespace(timeout=TIMEOUT))
    return Held(cast(Tools, SimpleNamespace(settings=settings, clock=lambda: NOW)), view(**seen), granted)


def test_r3_a_holder_stops_one_request_before_its_claim_runs_out_by_its_own_clock() -> None:
    seconds = claim().seconds
    held(granted=NOW - seconds + TIMEOUT + 0.1, claim=claim()).check()
    for ago in (seconds - TIMEOUT, seconds + 3600):
        with pytest.raises(ClaimLost, match="ran out"):
            held(granted=NOW - ago, claim=claim()).check()


def test_r3_a_holder_whose_claim_is_gone_stops() -> None:
    with pytest.raises(ClaimLost, match="is gone"):
        held(granted=NOW).check()
