"""Programs that tests of the chart need, from PATH or from the cache of scripts/tools.sh."""

import functools
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHART = ROOT / "deploy" / "helm" / "storeyard"


@functools.cache
def tool(name: str) -> str:
    """The path of `helm` or `kubectl`; where it cannot be had the test is skipped, and fails in CI."""
    found = subprocess.run([ROOT / "scripts" / "tools.sh", name], capture_output=True, text=True, check=False)
    if found.returncode:
        why = f"{name} cannot be had: {found.stderr.strip()}"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    return found.stdout.strip()
