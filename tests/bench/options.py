"""How large a bench is, and on what it runs."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What the command line said."""

    command: str
    kubeconfig: Path | None
    runs: int
    stores: int
    kubectl_stores: int
    workers: int
    levels: tuple[int, ...]
    window: float
    minutes: float

    @property
    def server(self) -> str:
        return "cluster" if self.kubeconfig else "simulator"

    def named(self, bench: str) -> str:
        """The report's name: both servers have files of their own."""
        return f"{bench}-cluster" if self.kubeconfig else bench
