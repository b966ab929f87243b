"""How large the experiments are: `small` for every change, `full` for the proof."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

RESULTS = "STOREYARD_PROOF_RESULTS"
"""Variable with the file that gets one JSON line a measurement; without it nothing is kept."""
FULL = "STOREYARD_PROOF_FULL"

DEFAULT_TIMINGS = {
    "KUBERNETES__TIMEOUT": "5",
    "CLAIM__SECONDS": "15",
    "CLAIM__BEAT": "4",
    "RECONCILER__PERIOD": "5",
    "RECONCILER__DEBOUNCE": "1",
    "RECONCILER__PATIENCE": "60",
    "STORES__VERIFY_PERIOD": "15",
}
"""The product's own defaults, over the fast ones of tests."""


@dataclass(frozen=True)
class Size:
    """Figures that RELIABILITY.md names, or less of them with the same code."""

    storm: int = 30
    """Stores of the kill storm."""
    kill_every: float = 1.0
    deaths: int = 6
    patience: float = 150.0
    """Seconds that the stores of a storm may take after it."""
    freeze: float = 0.0
    """Seconds that a frozen process stays frozen at least."""
    outages: tuple[float, ...] = (0.0, 0.5, 1.0)
    """Seconds that Redis stays away at least, each time that it dies."""
    flushed: int = 12
    crowd: int = 30
    names: int = 500
    """Names that the fuzzer sends to the API."""
    posts: int = 2_000
    """Orders sent into a queue that is full."""
    busy: float = 6.0
    """Seconds that a thousand stores are listed."""
    fuzzed: int = 20
    """Requests that are generated for an operation, valid ones and again as many invalid ones."""
    running: int = 4
    """Provisionings that run when the worker is asked to stop: so few that a slow machine ends them in its grace."""
    rounds: int = 1
    walks: int = 2
    steps: int = 60
    timings: dict[str, str] = field(default_factory=dict)

    def measured(self, claim: str, what: str, **figures: float | str | list[float]) -> None:
        """Keeps a figure for the proof."""
        if file := os.environ.get(RESULTS):
            line = json.dumps({"claim": claim, "what": what, **figures})
            with Path(file).open("a") as out:
                out.write(line + "\n")


def chosen() -> Size:
    """The size that the environment asks for."""
    if os.environ.get(FULL) != "1":
        return Size()
    return Size(
        storm=200,
        kill_every=2.0,
        deaths=30,
        patience=600.0,
        freeze=60.0,
        outages=(0.5, 0.5, 1.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0),
        flushed=50,
        crowd=150,
        names=10_000,
        posts=10_000,
        busy=60.0,
        running=20,
        rounds=10,
        walks=10,
        steps=150,
        fuzzed=200,
        timings=DEFAULT_TIMINGS,
    )
