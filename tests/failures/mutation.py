"""R39: each guard is taken away, and the experiments must notice.

    python -m tests.failures.mutation [guard …]

Runs the experiments named for a guard, first as the product is (the control run), then against processes that lack
the guard. A test notices when it was green in the control run and is red without the guard: one that is red anyway
proves nothing. A guard that no test notices is a failure of this command: the guard or the tests are for nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.failures.guards import GUARDS, VARIABLE

ROOT = Path(__file__).resolve().parents[2]
PURE = ("tests/unit/kubernetes", "tests/unit/worker", "tests/integration/repository")
"""Tests that call the guards in their own process, where the guard is taken away as well."""
NOTICED_BY: dict[str, tuple[str, ...]] = {
    "resource version": ("_r3_", "_r44_"),
    "own clock": ("_r3_", "_r44_"),
    "claim mark": ("_r3_", "_r44_"),
    "timeouts": ("_r8_", "_r10_"),
    "status check": ("_r8_", "_r9_"),
    "retry": ("_r8_",),
    "uid check": ("_r41_", "_r44_"),
    "mark check": ("_r6_", "_r7_", "_r43_"),
    "receipt check": ("_r21_", "_r44_"),
}
"""Which lines are run without the guard; the proof says which of their tests went red."""
CONTROL = "control"
"""The run with all guards on, beside the guards in the table."""

Table = dict[str, dict[str, str]]
"""Guard to test to colour, and what the same tests were in the control run under `CONTROL`."""


def table(guards: Iterable[str], processes: int) -> Table:
    """One control run for all of these guards, then one run without each."""
    guards = tuple(guards)
    control = selected({line for guard in guards for line in NOTICED_BY[guard]}, "", processes)
    return {CONTROL: control} | {guard: selected(NOTICED_BY[guard], guard, processes) for guard in guards}


def selected(lines: Iterable[str], guard: str, processes: int) -> dict[str, str]:
    """Each experiment of these lines, to its colour without that guard; empty: with all of them."""
    chosen = " or ".join(sorted(lines))
    return outcomes(["-n", str(processes), "-k", chosen, *PURE, "tests/failures"], {VARIABLE: guard})


def noticed(found: Table, guard: str) -> list[str]:
    """The tests that are green with all guards on, and red without this one."""
    control = found.get(CONTROL, {})
    return [name for name, colour in found[guard].items() if colour == "red" and control.get(name) == "green"]


def unproven(found: Table) -> list[str]:
    """The guards that no test notices."""
    return [guard for guard in found if guard != CONTROL and not noticed(found, guard)]


def outcomes(arguments: list[str], variables: dict[str, str]) -> dict[str, str]:
    """Runs pytest; each test, as `module::name`, to `green`, `red` or `skipped`."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "--tb=no", f"--junitxml={report.name}", *arguments]
        subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False)
        return reported(report.name)


def reported(file: str) -> dict[str, str]:
    """The colours of a report that pytest wrote."""
    cases = ET.parse(file).getroot().iter("testcase")  # noqa: S314 - pytest wrote it a moment ago
    return {f"{case.get('classname')}::{case.get('name')}": _colour(case) for case in cases}


def _colour(case: ET.Element) -> str:
    children = {child.tag for child in case}
    return "red" if children & {"failure", "error"} else "skipped" if "skipped" in children else "green"


def main() -> int:
    """The proof for the guards that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.failures.mutation", description=__doc__)
    parser.add_argument("guards", nargs="*", metavar="guard", help=f"of {', '.join(GUARDS)}; default: all")
    parser.add_argument("--out", type=Path, help="JSON file for the table")
    parser.add_argument("--processes", type=int, default=3)
    options = parser.parse_args()
    found = table(options.guards or GUARDS, options.processes)
    for guard in (one for one in found if one != CONTROL):
        seen = noticed(found, guard)
        print(f"{guard}: {len(seen)} of {len(found[guard])} notice\n  " + "\n  ".join(seen))  # noqa: T201 - a command
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n")
    return 1 if unproven(found) else 0


if __name__ == "__main__":
    sys.exit(main())
