"""What was measured, by which command, at which commit, when and where: one JSON file a bench."""

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "performance"


@dataclass(frozen=True)
class Bar:
    """What is to be reached: a least or a largest value of the median."""

    least: float | None = None
    most: float | None = None

    def reached_by(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


@dataclass(frozen=True)
class Figure:
    """One figure with the value of each run; the median is what is quoted."""

    name: str
    title: str
    unit: str
    runs: Sequence[float]
    bar: Bar | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    @property
    def reached(self) -> bool | None:
        return self.bar.reached_by(self.median) if self.bar else None

    def kept(self) -> dict[str, Any]:
        """As it lies in the file."""
        told = {"name": self.name, "title": self.title, "unit": self.unit, "bar": self.bar and asdict(self.bar)}
        runs = [round(value, 4) for value in self.runs]
        return told | {"reached": self.reached, "median": round(self.median, 4), "runs": runs}


@dataclass
class Report:
    """What one bench found."""

    bench: str
    command: str
    server: str
    size: dict[str, Any]
    figures: list[Figure] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """The file, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        content = {
            "bench": self.bench,
            "command": self.command,
            "commit": commit(),
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(),
            "server": self.server,
            "size": self.size,
            "figures": [figure.kept() for figure in self.figures],
            "tables": self.tables,
        }
        target = folder / f"{self.bench}.json"
        draft = target.with_suffix(".new")
        draft.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        return draft.replace(target)


def commit() -> str:
    """The commit that was measured; `-dirty` where the product's own code differed from it."""
    call = ["git", "describe", "--always", "--abbrev=12", "--exclude=*"]
    told = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    changed = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", "services", "shared"], cwd=ROOT, check=False)
    return f"{told or 'unknown'}{'-dirty' if changed.returncode else ''}"


def machine() -> dict[str, Any]:
    load = os.getloadavg()[0]
    return {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version(), "load": load}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is no smaller than `share` of all."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
