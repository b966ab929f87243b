"""The smallest form of one bench, so that the programs in tests/bench do not rot. It judges no figure."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_quick_form_of_a_bench_runs_writes_and_renders(tmp_path: Path) -> None:
    where = ["--out", str(tmp_path), "--page", str(tmp_path / "page.md")]
    call = [sys.executable, "-m", "tests.bench", "throughput", "--quick", "--stores", "2", "--kubectl-stores", "1"]
    subprocess.run([*call, "--workers", "1", *where], cwd=ROOT, check=True, timeout=100)
    kept = json.loads((tmp_path / "throughput.json").read_text())
    assert {"product", "platform", "raw"} <= {row["side"] for row in kept["tables"]["rounds"]}
    assert all(row["stores/s"] > 0 for row in kept["tables"]["rounds"])
    assert "against a bare asyncio loop" in (tmp_path / "page.md").read_text()
