"""`python -m tests.failures.launcher worker`: the real process with failpoints put in, and for R39 a guard taken away."""

import runpy
import sys

from tests.failures import guards, points

if __name__ == "__main__":
    guards.install()
    points.install()
    service = sys.argv.pop(1)
    runpy.run_module(f"services.{service}", run_name="__main__", alter_sys=True)
