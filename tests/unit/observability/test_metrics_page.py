"""docs/METRICS.md says what is really exported."""

from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

from shared.observability import metrics

PAGE = Path(__file__).parents[3] / "docs" / "METRICS.md"


def exported() -> dict[str, MetricWrapperBase]:
    """By the name that Prometheus sees."""
    found = {}
    for value in vars(metrics).values():
        if isinstance(value, (Counter, Gauge, Histogram)):
            family = next(iter(value.describe()))
            found[family.name + ("_total" if isinstance(value, Counter) else "")] = value
    return found


def test_the_page_lists_each_metric_with_kind_labels_and_meaning() -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in PAGE.read_text().splitlines()
        if line.startswith("| `")
    ]
    told = {row[0].strip("`"): (row[1], row[3], row[5]) for row in rows}
    true = {
        name: (family.type, ", ".join(metric._labelnames) or "none", family.documentation)
        for name, metric in exported().items()
        for family in metric.describe()
    }
    assert told == true
    assert all(row[2] and row[4] for row in rows)
