"""docs/PROOF.md from the files of docs/proof/."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench.record import percentile
from tests.failures.claims import CLAIMS, NEEDS_A_CLUSTER
from tests.failures.mutation import CONTROL, Table, noticed

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "proof"
PAGE = ROOT / "docs" / "PROOF.md"
CONTRACT = "contract"
"""The suite of R40; its sentences are about the API server and carry no number."""
_LINES = re.compile(r"_r(\d+)(?=_)")
RECOVERY_LIMIT = 30.0
"""Seconds (R2)."""
BARS = {"R2": RECOVERY_LIMIT, "R25": 5.0, "R26": 2.0}
"""Seconds; told on the page rather than asserted, since an experiment must not fail because a machine is slow."""

File = dict[str, Any]


def render() -> None:
    """The page from the files that are there."""
    files = {name: _read(name) for name in ("experiments", "cluster", "measurements", "recovery", "guards")}
    parts = [HEAD, *_claims(files["experiments"], files["cluster"])]
    for name, section in SECTIONS.items():
        if file := files[name]:
            parts += section(file)
    PAGE.write_text("\n".join(parts) + "\n")


def _read(name: str) -> File | None:
    file = FOLDER / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else None


HEAD = """# Proof

What `make proof` found when it last ran: each claim with the experiments behind it, the figures, and for each guard
in the code the tests that go red without it. The claims are numbered as in the reliability list; the experiments
stand in `tests/`, each with the number in its name, and a small size of them runs with every change
(`make test-failures`). A claim without an experiment here says so."""


def _source(file: File) -> str:
    date, machine_ = file["date"][:16].replace("T", " "), file["machine"]
    return (
        f"`{file['command']}` ({file['size']}), commit `{file['commit']}`, {date} UTC, "
        f"{machine_['cores']} cores, load {machine_['load']:.1f}."
        + (f" Note: {file['note']}." if "note" in file else "")
    )


def _plain(test: str) -> str:
    """The test's own name, without module and case."""
    return test.partition("::")[2].partition("[")[0]


def _claims(simulated: File | None, real: File | None) -> list[str]:
    here, there = _of_lines(simulated), _of_lines(real)
    rows = [
        f"| {line} | {text} | {_here(line, here.get(line, []))} | {_there(line, there.get(line, []))} |"
        for line, text in CLAIMS.items()
    ]
    heading = ["| | claim | on the simulator | on a real API server |", "|---|---|---|---|"]
    sources = [
        "On the simulator, or without any cluster: " + (_source(simulated) if simulated else NO_RUN),
        "On a real API server: " + (_source(real) if real else NO_RUN),
    ]
    return ["\n## Claims", "", "\n\n".join(sources), "", COLUMNS, "", *heading, *rows]


NO_RUN = "**no run is kept.**"
COLUMNS = f"""A claim is proven only where its column says so.
{", ".join(sorted(NEEDS_A_CLUSTER - {"R40"}))} are about a real API server and held by the last column alone: what runs
without one is a part of them. R40 needs both."""


def _of_lines(file: File | None) -> dict[str, list[str]]:
    """The colours of the tests behind each claim."""
    found: dict[str, list[str]] = {}
    for test, colour in (file["found"] if file else {}).items():
        module, _, name = test.partition("[")[0].partition("::")
        for line in ["40"] if CONTRACT in module else _LINES.findall(name):
            found.setdefault(f"R{line}", []).append(colour)
    return found


def _here(line: str, colours: list[str]) -> str:
    if line in NEEDS_A_CLUSTER - {"R40"}:
        return f"a part only: {_verdict(colours)}" if colours else "–"
    return _verdict(colours) if colours else "none in this run"


def _there(line: str, colours: list[str]) -> str:
    if colours:
        return _verdict(colours)
    return "**not proven: none in this run**" if line in NEEDS_A_CLUSTER else "–"


def _verdict(colours: list[str]) -> str:
    red, skipped = colours.count("red"), colours.count("skipped")
    told = f"{len(colours) - red - skipped} of {len(colours)} hold"
    return told + (f", **{red} do not**" if red else "") + (f", {skipped} skipped here" if skipped else "")


def _measurements(file: File) -> list[str]:
    return ["\n## Figures", "", _source(file), "", *_figure_table(file)]


def _recovery(file: File) -> list[str]:
    return ["\n## Recovery", "", _source(file), "", *_figure_table(file), "", RECOVERY]


def _figure_table(file: File) -> list[str]:
    found = sorted(file["found"], key=lambda one: (one["claim"], one["what"]))
    rows = [f"| {one['claim']} | {one['what']} | {_figures(one)} |" for one in found]
    return ["| | what | figure |", "|---|---|---|", *rows]


RECOVERY = f"""The bar for recovery is {RECOVERY_LIMIT:.0f} s at default settings. Most of a worker's recovery is its
claim: 15 s unchanged before an observer's eyes, then a pass (5 s at most), then a start. Ten seconds need
`STOREYARD_CLAIM__SECONDS=6` and `STOREYARD_CLAIM__BEAT=1.5`: nearly three times as many renewals (one patch of a
namespace every 1.5 s for each store in work, and only for those), and an API server that hangs for a second costs
attempts, since a holder stops one request timeout (`STOREYARD_KUBERNETES__TIMEOUT`, 5 s; then at most 2) before its
claim ends. A provisioning takes about a second, so the default prefers calm."""


def _figures(one: dict[str, Any]) -> str:
    seconds = one.get("seconds")
    if isinstance(seconds, list):
        p50, p99, most = percentile(seconds, 0.5), percentile(seconds, 0.99), max(seconds)
        late = " **beyond the bar**" if most > RECOVERY_LIMIT else ""
        return f"p50 {p50:g} s, p99 {p99:g} s, max {most:g} s of {len(seconds)}{late}"
    told = ", ".join(f"{key} {value}" for key, value in one.items() if key not in {"claim", "what"})
    return told + _beyond(one, seconds)


def _beyond(one: dict[str, Any], seconds: float | None) -> str:
    bar = BARS.get(one["claim"])
    if bar is None or seconds is None:
        return ""
    return f" (bar: {bar:g})" if seconds <= bar else f" **beyond the bar of {bar:g}**"


def _guards(file: File) -> list[str]:
    found: Table = file["found"]
    rows = [_guard(found, guard) for guard in found if guard != CONTROL]
    heading = ["| without | notice | red anyway | tests that notice |", "|---|---|---|---|"]
    how = CONTROLLED if CONTROL in found else UNCONTROLLED
    return ["\n## Guards", "", TAKEN_AWAY, how, _source(file), "", *heading, *rows]


TAKEN_AWAY = (
    "Each guard is taken away by the launcher of the tests (the product has no such switch); then they run again."
)
CONTROLLED = """A test notices when it was green with all guards on, in a control run of the same tests, and is red
without this one; what was red in the control run proves nothing and is counted beside."""
UNCONTROLLED = """**This run had no control run: a test that is red with all guards on, too, counts as one that
notices.**"""


def _guard(found: Table, guard: str) -> str:
    red = [name for name, colour in found[guard].items() if colour == "red"]
    seen = noticed(found, guard) if CONTROL in found else red
    named = Counter(_plain(name) for name in seen)
    told = "<br>".join(f"`{name}`" + (f" ({times} cases)" if times > 1 else "") for name, times in named.items())
    anyway = len(red) - len(seen) if CONTROL in found else "not known"
    return f"| {guard} | {len(seen)} of {len(found[guard])} | {anyway} | {told or '**none: not proven**'} |"


SECTIONS = {"measurements": _measurements, "recovery": _recovery, "guards": _guards}
