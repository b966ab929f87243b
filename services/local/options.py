"""What `make run` can be told: `PORT`, `WORKERS`, `KUBECONFIG`, and where its state lies."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LOWEST_PORT, HIGHEST_PORT = 1024, 65_534
"""Unprivileged, and one more for shops."""
MOST_WORKERS = 64


@dataclass(frozen=True)
class Options:
    """One local installation."""

    port: int = 8080
    workers: int = 2
    data: Path = Path(".storeyard")
    kubeconfig: Path | None = None
    shop_gateway: str | None = None

    @property
    def shops_port(self) -> int:
        """Where simulated shops answer: the port after the api's."""
        return self.port + 1

    @property
    def url(self) -> str:
        """The one address that people open."""
        return f"http://localhost:{self.port}"


def parse(arguments: list[str] | None = None) -> Options:
    """Options from the command line, their defaults from the environment, as make passes them."""
    parser = argparse.ArgumentParser(prog="storeyard", description="Runs the whole of Storeyard on this machine.")
    parser.add_argument(
        "--port", type=_port, default=os.environ.get("PORT") or "8080", help="of page and API; shops get the next one"
    )
    parser.add_argument("--workers", type=_count, default=os.environ.get("WORKERS") or "2", help="worker processes")
    parser.add_argument("--data", type=Path, default=Path(".storeyard"), help="folder that keeps everything")
    kubeconfig = os.environ.get("KUBECONFIG") or None
    parser.add_argument("--kubeconfig", type=Path, default=kubeconfig, help="a real cluster instead of the simulator")
    given = parser.parse_args(arguments)
    return Options(
        port=given.port,
        workers=given.workers,
        data=given.data.resolve(),
        kubeconfig=given.kubeconfig.resolve() if given.kubeconfig else None,
        shop_gateway=os.environ.get("STOREYARD_SHOP_GATEWAY") or None,
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not LOWEST_PORT <= int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"PORT is a number from {LOWEST_PORT} to {HIGHEST_PORT}, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"WORKERS is a number from 1 to {MOST_WORKERS}, not {text!r}")
    return int(text)
