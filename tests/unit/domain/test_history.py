from shared.domain.history import HISTORY_MAX, HistoryEntry, with_entry


def test_a_repair_that_comes_again_and_again_drives_nothing_out() -> None:
    history = (HistoryEntry(at=1.0, what="Accepted", detail="woocommerce"),)
    for at in range(2, 100):
        history = with_entry(history, float(at), "Repaired", "Deployment/web")
    assert [(entry.what, entry.at) for entry in history] == [("Accepted", 1.0), ("Repaired", 99.0)]


def test_the_oldest_entries_are_forgotten_first() -> None:
    history: tuple[HistoryEntry, ...] = ()
    for number in range(HISTORY_MAX + 5):
        history = with_entry(history, float(number), "Changed", f"{number}")
    assert (len(history), history[0].detail) == (HISTORY_MAX, "5")
