"""`make proof`: every experiment at full size and with the product's own timings, and what became of it.

    python -m tests.failures.proof [experiments] [recovery] [guards] [--quick] [--render]

Writes `docs/proof/{experiments,measurements,recovery,guards}.json`, each with command, commit, date, machine and size,
and renders `docs/PROOF.md` from them. `--quick` takes the small size, `--render` only renders.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.record import commit, machine, percentile
from tests.failures.claims import CLAIMS
from tests.failures.guards import GUARDS
from tests.failures.mutation import outcomes, without
from tests.failures.size import FULL, RESULTS
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "proof"
PAGE = ROOT / "docs" / "PROOF.md"
TESTS = ("tests/unit", "tests/contract", "tests/integration", "tests/failures")
CONTRACT = "contract"
"""The suite of R40; its sentences are about the API server and carry no number."""
_LINES = re.compile(r"_r(\d+)(?=_)")
FULL_PATIENCE = 4
"""The product's own timings are three to five times those of the tests."""
RECOVERY_LIMIT = 30.0
"""Seconds (R2)."""


def experiments(*, quick: bool, processes: int) -> bool:
    """Every experiment that has a number; whether all hold."""
    lines, tests = _measured(["-k", f"_r or {CONTRACT}", *TESTS], quick=quick, processes=processes)
    keep("experiments", tests, quick=quick)
    keep("measurements", [one for one in lines if one["claim"] != "recovery"], quick=quick)
    return "red" not in tests.values()


def recovery(*, quick: bool, processes: int) -> bool:
    """Recovery times, one experiment after the other: two at once would measure each other."""
    lines, tests = _measured(["tests/failures/test_recovery.py"], quick=quick, processes=min(processes, 1))
    keep("recovery", lines, quick=quick)
    return "red" not in tests.values() and all(max(one["seconds"]) <= RECOVERY_LIMIT for one in lines)


def guards(*, quick: bool, processes: int) -> bool:
    """Each guard taken away, always at the small size: a red test needs no figures."""
    found = {guard: without(guard, processes) for guard in GUARDS}
    keep("guards", found, quick=True)
    return all("red" in seen.values() for seen in found.values())


PARTS = {"experiments": experiments, "recovery": recovery, "guards": guards}


def _measured(arguments: list[str], *, quick: bool, processes: int) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """What was measured, and what became of each test."""
    with tempfile.NamedTemporaryFile("r", suffix=".lines") as lines:
        variables = {RESULTS: lines.name} | ({} if quick else {FULL: "1", PATIENCE: str(FULL_PATIENCE)})
        tests = outcomes(["-n", str(processes), *arguments], variables)
        return [json.loads(line) for line in lines], tests


def keep(name: str, found: object, *, quick: bool) -> None:
    """One file of the proof."""
    told = {
        "command": f"make proof PROOF='{' '.join(sys.argv[1:])}'".replace(" PROOF=''", ""),
        "commit": commit(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "size": "small size, fast timings" if quick else "full size, default timings",
        "found": found,
    }
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def render() -> None:
    """The page from the files that are there."""
    parts = [HEAD]
    for name, section in SECTIONS.items():
        if (file := FOLDER / f"{name}.json").exists():
            parts += section(json.loads(file.read_text()))
    PAGE.write_text("\n".join(parts) + "\n")


HEAD = """# Proof

What `make proof` found when it last ran: each claim with the experiments behind it, the figures, and for each guard
in the code the tests that go red without it. The claims are numbered as in the reliability list; the experiments
stand in `tests/`, each with the number in its name, and a small size of them runs with every change
(`make test-failures`). A claim without an experiment here says so."""


def _source(file: dict[str, Any]) -> str:
    date, machine_ = file["date"][:16].replace("T", " "), file["machine"]
    return (
        f"`{file['command']}` ({file['size']}), commit `{file['commit']}`, {date} UTC, "
        f"{machine_['cores']} cores, load {machine_['load']:.1f}."
        + (f" Note: {file['note']}." if "note" in file else "")
    )


def _plain(test: str) -> str:
    """The test's own name, without module and case."""
    return test.partition("::")[2].partition("[")[0]


def _claims(file: dict[str, Any]) -> list[str]:
    of_line: dict[str, list[str]] = {}
    for test, colour in file["found"].items():
        module, _, name = test.partition("[")[0].partition("::")
        lines = ["40"] if CONTRACT in module else _LINES.findall(name)
        for line in lines:
            of_line.setdefault(f"R{line}", []).append(colour)
    rows = [f"| {line} | {text} | {_verdict(of_line.get(line, []))} |" for line, text in CLAIMS.items()]
    return ["\n## Claims", "", _source(file), "", "| | claim | experiments |", "|---|---|---|", *rows]


def _verdict(colours: list[str]) -> str:
    if not colours:
        return "none in this run"
    red, skipped = colours.count("red"), colours.count("skipped")
    told = f"{len(colours) - red - skipped} of {len(colours)} hold"
    return told + (f", **{red} do not**" if red else "") + (f", {skipped} skipped here" if skipped else "")


def _measurements(file: dict[str, Any]) -> list[str]:
    return ["\n## Figures", "", _source(file), "", *_figure_table(file)]


def _recovery(file: dict[str, Any]) -> list[str]:
    return ["\n## Recovery", "", _source(file), "", *_figure_table(file), "", RECOVERY]


def _figure_table(file: dict[str, Any]) -> list[str]:
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
    return ", ".join(f"{key} {value}" for key, value in one.items() if key not in {"claim", "what"})


def _guards(file: dict[str, Any]) -> list[str]:
    rows = []
    for guard, tests in file["found"].items():
        red = Counter(_plain(name) for name, colour in tests.items() if colour == "red")
        named = "<br>".join(f"`{name}`" + (f" ({times} cases)" if times > 1 else "") for name, times in red.items())
        rows.append(f"| {guard} | {red.total()} of {len(tests)} | {named or '**none: not proven**'} |")
    return [
        "\n## Guards",
        "",
        "Each guard is taken away by the launcher of the tests (the product has no such switch); then they run again.",
        _source(file),
        "",
        "| without | red | tests that notice |",
        "|---|---|---|",
        *rows,
    ]


SECTIONS = {"experiments": _claims, "measurements": _measurements, "recovery": _recovery, "guards": _guards}


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.failures.proof", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--quick", action="store_true", help="the small size, fast timings")
    parser.add_argument("--render", action="store_true", help="only render docs/PROOF.md from the files")
    parser.add_argument("--processes", type=int, default=max(2, os.cpu_count() or 2))
    options = parser.parse_args()
    wanted = () if options.render else options.parts or PARTS
    held = [PARTS[part](quick=options.quick, processes=options.processes) for part in wanted]
    render()
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
