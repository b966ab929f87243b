"""`python -m tests.failures.launcher worker`: the real process, hurt as the experiment asks.

Failpoints are put in, its clock jumps, and for the mutation proof (R39) a guard is taken away.
"""

import runpy
import sys

from tests.failures import clock

if __name__ == "__main__":
    clock.install()  # before anything imports the clock by its name
    from tests.failures import guards, points

    guards.install()
    points.install()
    service = sys.argv.pop(1)
    runpy.run_module(f"services.{service}", run_name="__main__", alter_sys=True)
