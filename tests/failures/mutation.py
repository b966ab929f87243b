"""R39: each guard is taken away, and the experiments must notice.

    python -m tests.failures.mutation [guard …]

Runs the experiments named for a guard against processes that lack it, and writes which of them went red.
A guard without a red test is a failure of this command: either the guard or the tests are for nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.failures.guards import GUARDS, VARIABLE

ROOT = Path(__file__).resolve().parents[2]
PURE = ("tests/unit/kubernetes", "tests/integration/repository")
"""Tests that call the guards in their own process, where the guard is taken away as well."""
NOTICED_BY: dict[str, tuple[str, ...]] = {
    "fencing": ("r3", "r44"),
    "timeouts": ("r8", "r10"),
    "status check": ("r8", "r9"),
    "retry": ("r8",),
    "uid check": ("r41", "r44"),
    "mark check": ("r6", "r7", "r43"),
    "receipt check": ("r21", "r44"),
}
"""Which lines are run without the guard; the proof says which of their tests went red."""


def without(guard: str, processes: int) -> dict[str, str]:
    """Each experiment that was run without that guard, to `red` or `green`."""
    lines = " or ".join(NOTICED_BY[guard])
    return outcomes(["-n", str(processes), "-k", lines, *PURE, "tests/failures"], {VARIABLE: guard})


def outcomes(arguments: list[str], variables: dict[str, str]) -> dict[str, str]:
    """Runs pytest; each test, as `module::name`, to `green`, `red` or `skipped`."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "--tb=no", f"--junitxml={report.name}", *arguments]
        subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False)
        cases = ET.parse(report.name).getroot().iter("testcase")  # noqa: S314 - pytest wrote it a moment ago
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
    table = {guard: without(guard, options.processes) for guard in options.guards or GUARDS}
    for guard, results in table.items():
        red = [name for name, colour in results.items() if colour == "red"]
        print(f"{guard}: {len(red)} of {len(results)} went red\n  " + "\n  ".join(red))  # noqa: T201 - a command
    if options.out:
        options.out.write_text(json.dumps(table, indent=1) + "\n")
    return 0 if all("red" in results.values() for results in table.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
