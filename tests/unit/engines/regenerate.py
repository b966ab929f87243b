"""Writes the golden files anew; look at the difference before it is committed."""

from tests.unit.engines.golden import path_of, render
from tests.unit.engines.samples import CASES

if __name__ == "__main__":
    for case in CASES:
        path_of(case).write_text(render(case), encoding="utf-8")
