"""docs/PERFORMANCE.md from the JSON files; what limits a figure is said in `limits.py`."""

import json
from pathlib import Path
from typing import Any

from tests.bench.limits import HEAD, LIMITS, SECTIONS
from tests.bench.record import FOLDER, Bar

COSTS = FOLDER / "costs.md"
"""What profiles showed and what became of it; written by hand, since nothing measures it again."""


def render(folder: Path, page: Path) -> None:
    """The whole page, from every bench that has a file."""
    reports = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    known = {report["bench"]: report for report in reports}
    parts = [
        HEAD,
        *(_section(known[name], title) for name, title in SECTIONS.items() if name in known),
        COSTS.read_text(),
    ]
    page.write_text("\n".join(part.rstrip() + "\n" for part in parts))


def _section(report: dict[str, Any], title: str) -> str:
    machine, size = report["machine"], ", ".join(f"{key} {value}" for key, value in report["size"].items())
    lines = [
        f"## {title}",
        "",
        f"`{report['command']}`, commit `{report['commit']}`, {report['date'][:16].replace('T', ' ')} UTC.",
        f"{report['server']}; {machine['cores']} cores, load {machine['load']:.1f}; {size}.",
        "",
        "| figure | median | min to max of the runs | bar | |",
        "|---|---|---|---|---|",
        *(_figure(figure) for figure in report["figures"]),
        "",
        *_limits(report["figures"]),
    ]
    for name, rows in report["tables"].items():
        lines += [f"### {name[:1].upper()}{name[1:]}", "", *_table(rows), ""]
    return "\n".join(lines)


def _figure(figure: dict[str, Any]) -> str:
    unit, runs = figure["unit"], figure["runs"]
    spread = f"{_number(min(runs))} to {_number(max(runs))}" if len(runs) > 1 else "one run"
    bar = str(Bar(**figure["bar"])) if figure["bar"] else ""
    verdict = {True: "reached", False: "**not reached**", None: ""}[figure["reached"]]
    return f"| {figure['title']} | {_number(figure['median'])} {unit} | {spread} | {bar} | {verdict} |"


def _limits(figures: list[dict[str, Any]]) -> list[str]:
    told = [f"- **{figure['title']}**: {LIMITS[figure['name']]}" for figure in figures if figure["name"] in LIMITS]
    return [*told, ""] if told else []


def _table(rows: list[dict[str, Any]]) -> list[str]:
    """A row a measurement; many columns are turned, so that the page stays readable."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    if len(columns) > 8:
        head, *others = columns
        turned = [{head: column, **{str(row[head]): row.get(column, "") for row in rows}} for column in others]
        return _table(turned)
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    return lines + [f"| {' | '.join(_cell(row.get(column, '')) for column in columns)} |" for row in rows]


def _cell(value: object) -> str:
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
