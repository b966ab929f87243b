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
NOTICED_BY: dict[str, tuple[str, ...]] = {
    "fencing": ("r3", "r44"),
    "timeouts": ("r8", "r10"),
    "status check": ("r8",),
    "retry": ("r8",),
    "uid check": ("r41", "r44"),
    "mark check": ("r6", "r7", "r43"),
    "receipt check": ("r21", "r44"),
}
"""Which lines are run without the guard; the file of the proof says which of them went red."""


def without(guard: str, processes: int) -> dict[str, str]:
    """Each experiment that was run without that guard, to `red` or `green`."""
    lines = " or ".join(NOTICED_BY[guard])
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-m", "pytest", "-n", str(processes), "-k", lines, "--tb=no"]
        more = [f"--junitxml={report.name}", "tests/failures", "--deselect", "tests/failures/test_walks.py"]
        subprocess.run([*command, *more], cwd=ROOT, env=os.environ | {VARIABLE: guard}, check=False)
        cases = ET.parse(report.name).getroot().iter("testcase")  # noqa: S314 - pytest wrote it a moment ago
        return {str(case.get("name")): "green" if not len(case) else "red" for case in cases}


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
