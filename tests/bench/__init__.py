"""Measurements as programs, not timed tests: `python -m tests.bench --help`."""
