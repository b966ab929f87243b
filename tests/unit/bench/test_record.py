"""What a bench writes down, and how the page tells it."""

import json
from pathlib import Path

from tests.bench.latency import _p99
from tests.bench.page import render
from tests.bench.record import Bar, Figure, Report, percentile


def _report(*figures: Figure) -> Report:
    return Report("throughput", "python -m tests.bench throughput", "v1.36.3", {"stores": 2}, list(figures))


def test_the_median_of_the_runs_is_judged_and_their_spread_is_shown(tmp_path: Path) -> None:
    fast = Figure("a", "fast enough", "×", [0.7, 0.9, 1.1], Bar(least=0.8))
    slow = Figure("b", "too slow", "s", [3.0], Bar(most=2))
    _report(fast, slow).write(tmp_path)
    render(tmp_path, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text()
    assert "| fast enough | 0.9 × | 0.7 to 1.1 | ≥ 0.8 | reached |" in page
    assert "| too slow | 3 s | one run | ≤ 2 | **not reached** |" in page


def test_a_file_names_command_commit_date_and_machine(tmp_path: Path) -> None:
    kept = json.loads(_report().write(tmp_path).read_text())
    assert {"command", "commit", "date", "machine", "server", "size"} <= set(kept)
    assert kept["machine"]["cores"] >= 1


def test_the_p99_of_few_values_is_the_largest() -> None:
    assert percentile([1.0, 3.0, 2.0], 0.99) == 3.0
    assert percentile(range(200), 0.99) == 198


def test_lag_is_read_from_what_the_buckets_gained() -> None:
    def buckets(*counts: float) -> dict[str, float]:
        edges = ("0.01", "0.05", "+Inf")
        return {f"lag_bucket[('le', '{edge}')]": count for edge, count in zip(edges, counts, strict=True)}

    assert _p99(buckets(50, 60, 70), buckets(150, 160, 170)) <= 0.01
    assert 0.01 < _p99(buckets(0, 0, 0), buckets(90, 100, 100)) <= 0.05
    assert _p99(buckets(0, 0, 0), buckets(0, 0, 100)) == 0.05
