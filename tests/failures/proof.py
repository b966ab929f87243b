"""`make proof`: every experiment at full size and with the product's own timings, and what became of it.

    python -m tests.failures.proof [experiments] [cluster] [recovery] [guards] [--quick] [--render]

Writes `docs/proof/{experiments,measurements,cluster,recovery,guards}.json`, each with command, commit, date, machine
and size, and renders `docs/PROOF.md` from them. `--quick` takes the small size, `--render` only renders.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.record import commit, machine
from tests.cluster.place import REAL
from tests.failures.guards import GUARDS
from tests.failures.mutation import outcomes, reported, table, unproven
from tests.failures.page import CONTRACT, FOLDER, RECOVERY_LIMIT, ROOT, render
from tests.failures.size import FULL, RESULTS
from tests.waiting import PATIENCE

TESTS = ("tests/unit", "tests/contract", "tests/integration", "tests/failures")
FULL_PATIENCE = 4
"""The product's own timings are three to five times those of the tests."""
SIZES = {True: "small size, fast timings", False: "full size, default timings"}


def experiments(*, quick: bool, processes: int) -> bool:
    """Every experiment that has a number; whether all hold."""
    lines, tests = _measured(["-k", f"_r or {CONTRACT}", *TESTS], quick=quick, processes=processes)
    keep("experiments", tests, SIZES[quick])
    keep("measurements", [one for one in lines if one["claim"] != "recovery"], SIZES[quick])
    return "red" not in tests.values()


def cluster(**_sizes: object) -> bool:
    """The same contract, and what only a real API server can judge, at their own size; as `make test-cluster`."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        done = subprocess.run(["scripts/test-cluster.sh", f"--junitxml={report.name}"], cwd=ROOT, check=False)
        if not Path(report.name).stat().st_size:  # it has said why
            return done.returncode == 0
        tests = reported(report.name)
    keep("cluster", tests, "small size, fast timings, a real Kubernetes API server")
    return "red" not in tests.values()


def recovery(*, quick: bool, processes: int) -> bool:
    """Recovery times, one experiment after the other: two at once would measure each other."""
    lines, tests = _measured(["tests/failures/test_recovery.py"], quick=quick, processes=min(processes, 1))
    keep("recovery", lines, SIZES[quick])
    return "red" not in tests.values() and all(max(one["seconds"]) <= RECOVERY_LIMIT for one in lines)


def guards(*, quick: bool, processes: int) -> bool:
    """Each guard taken away, always at the small size: a red test needs no figures."""
    found = table(GUARDS, processes)
    keep("guards", found, SIZES[True])
    return not unproven(found)


PARTS = {"experiments": experiments, "cluster": cluster, "recovery": recovery, "guards": guards}


def _measured(arguments: list[str], *, quick: bool, processes: int) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """What was measured, and what became of each test."""
    with tempfile.NamedTemporaryFile("r", suffix=".lines") as lines:
        variables = {RESULTS: lines.name, REAL: ""} | ({} if quick else {FULL: "1", PATIENCE: str(FULL_PATIENCE)})
        tests = outcomes(["-n", str(processes), *arguments], variables)
        return [json.loads(line) for line in lines], tests


def keep(name: str, found: object, size: str) -> None:
    """One file of the proof."""
    told = {
        "command": f"make proof PROOF='{' '.join(sys.argv[1:])}'".replace(" PROOF=''", ""),
        "commit": commit(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "size": size,
        "found": found,
    }
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


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
