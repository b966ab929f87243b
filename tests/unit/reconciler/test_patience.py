from services.reconciler.patience import DRIFT_SETTLES, Patience
from tests.unit.factory import claim, view


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_claim_is_dead_only_when_seen_unchanged_for_its_seconds() -> None:
    clock = Clock()
    patience = Patience(clock)
    assert not patience.claim_is_dead(view(claim=claim()))
    clock.now += 14.9
    assert not patience.claim_is_dead(view(claim=claim()))
    clock.now += 0.2
    assert patience.claim_is_dead(view(claim=claim()))


def test_a_renewed_claim_begins_anew() -> None:
    clock = Clock()
    patience = Patience(clock)
    patience.claim_is_dead(view(claim=claim()))
    clock.now += 20
    assert not patience.claim_is_dead(view(claim=claim(beat=1)))


def test_drift_must_last() -> None:
    clock = Clock()
    patience = Patience(clock)
    assert not patience.drift_settled("u1", drifted=True)
    clock.now += DRIFT_SETTLES
    assert patience.drift_settled("u1", drifted=True)
    assert not patience.drift_settled("u1", drifted=False)
    assert not patience.drift_settled("u1", drifted=True)


def test_how_long_a_store_is_up_is_counted_anew_after_a_fall() -> None:
    clock = Clock()
    patience = Patience(clock)
    assert patience.up_for("u1", up=True) == 0.0
    clock.now += 7
    assert patience.up_for("u1", up=True) == 7.0
    assert patience.up_for("u1", up=False) is None
    assert patience.up_for("u1", up=True) == 0.0


def test_what_is_gone_is_forgotten() -> None:
    clock = Clock()
    patience = Patience(clock)
    patience.looked_at("u1")
    clock.now += 50
    patience.forget(set())
    assert patience.since_verify("u1") == 0.0
