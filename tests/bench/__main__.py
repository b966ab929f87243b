"""`python -m tests.bench NAME…`: measures, writes docs/performance/NAME.json and renders docs/PERFORMANCE.md."""

import argparse
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from tests.bench.churn import churn
from tests.bench.options import Options
from tests.bench.page import render
from tests.bench.record import FOLDER, Report
from tests.bench.scale import scale
from tests.bench.throughput import throughput
from tests.bench.workers import workers

BENCHES: dict[str, Callable[[Options], Awaitable[Report]]] = {
    "throughput": throughput,
    "workers": workers,
    "scale": scale,
    "churn": churn,
}
FULL = {"runs": 3, "stores": 100, "kubectl_stores": 40, "levels": "0,100,300,1000", "window": 30.0, "minutes": 20.0}
QUICK = {"runs": 1, "stores": 8, "kubectl_stores": 4, "levels": "0,4,8", "window": 2.0, "minutes": 0.5}


def main(arguments: list[str]) -> None:
    """Every bench that was named, one after the other; each is on the page as soon as it ends."""
    told = _parser().parse_args(arguments)
    size = {key: getattr(told, key) if getattr(told, key) is not None else default for key, default in _sizes(told)}
    options = Options(
        command=_command(told),
        kubeconfig=told.kubeconfig,
        workers=told.workers,
        **{**size, "levels": tuple(int(level) for level in str(size["levels"]).split(","))},
    )
    for name in told.names:
        report = uvloop.run(BENCHES[name](options))
        print(f"{report.write(told.out)}")
        for figure in report.figures:
            bar = f"  (bar {figure.bar}: {'reached' if figure.reached else 'not reached'})" if figure.bar else ""
            print(f"  {figure.title}: {figure.median:.3g} {figure.unit}{bar}")
        render(told.out, told.page)


def _command(told: argparse.Namespace) -> str:
    """As somebody else would type it: without the paths of this machine."""
    sizes = [f"--{key.replace('_', '-')} {value}" for key in FULL if (value := getattr(told, key)) is not None]
    quick, cluster = ["--quick"] * told.quick, ["--kubeconfig …"] * (told.kubeconfig is not None)
    return " ".join(["python -m tests.bench", *told.names, *quick, *cluster, *sizes])


def _sizes(told: argparse.Namespace) -> list[tuple[str, object]]:
    return list((QUICK if told.quick else FULL).items())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="+", choices=BENCHES, help="what is measured")
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs; no figures to quote")
    parser.add_argument("--runs", type=int, help="rounds of each comparison")
    parser.add_argument("--stores", type=int, help="stores of a comparison")
    parser.add_argument("--kubectl-stores", type=int, help="stores that kubectl applies")
    parser.add_argument("--levels", help="numbers of stores that scale measures at, as 0,100,300")
    parser.add_argument("--window", type=float, help="seconds of idleness and of load at each level")
    parser.add_argument("--minutes", type=float, help="minutes of churn")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="worker processes; the number of cores")
    parser.add_argument("--kubeconfig", type=Path, help="a real cluster instead of the simulator")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the JSON files")
    parser.add_argument("--page", type=Path, default=FOLDER.parent / "PERFORMANCE.md", help="the page that is rendered")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
