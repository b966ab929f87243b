"""Measurements as programs: `python -m tests.bench --help`. No test is timed; every figure is written down with its run."""
