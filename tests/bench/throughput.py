"""Stores provisioned a second: the product, a bare loop and kubectl, one after the other in each round."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from tests.bench import raw
from tests.bench.installation import Installation, installed
from tests.bench.options import Options
from tests.bench.raw import Spent
from tests.bench.record import Bar, Figure, Report
from tests.contract.process import Simulator
from tests.waiting import until

CLUSTER_PATIENCE = 900.0
COSTS = "CPU ms of a store by process, while the product provisions"


async def throughput(options: Options) -> Report:
    """Rounds of the three sides; a ratio is taken within a round."""
    rounds: list[dict[str, Spent]] = []
    costs: list[dict[str, float]] = []
    server = ""
    for number in range(1, options.runs + 1):
        sides: dict[str, Spent] = {}
        if number % 2 == 0:  # each side goes first in turn: the rest of the machine does not stand still
            sides["raw"] = await _by_raw_loop(options)
        server, cost = await _by_product(options, sides)
        costs.append({"round": number, **cost})
        if "raw" not in sides:
            sides["raw"] = await _by_raw_loop(options)
        if program := raw.kubectl_program():
            for name, flags in raw.KUBECTL_WAYS[options.server].items():
                sides[name] = await _by_kubectl(options, program, flags)
        rounds.append(sides)
    size = {"stores": options.stores, "workers": options.workers, "kubectlStores": options.kubectl_stores}
    return Report(
        options.named("throughput"), options.command, server, size, _figures(rounds), {**_table(rounds), COSTS: costs}
    )


def _figures(rounds: list[dict[str, Spent]]) -> list[Figure]:
    def rate(side: str, other: str, title: str, bar: Bar | None = None) -> Figure:
        runs = [one[side].rate / one[other].rate for one in rounds]
        return Figure(f"{side}/{other}", title, "×", runs, bar)

    def cpu(other: str, ours: str, title: str, bar: Bar | None = None) -> Figure:
        runs = [_cpu(one[other]) / _cpu(one[ours]) for one in rounds]
        return Figure(f"{other}/{ours} CPU", f"client CPU of {title}", "×", runs, bar)

    per_second = "stores per second, against"
    figures = [
        rate("product", "raw", f"{per_second} a bare asyncio loop", Bar(least=0.8)),
        cpu("raw", "product", "the bare loop, against the workers'"),
    ]
    for way in ("kubectl apply", "kubectl apply --server-side"):
        if all(way in one for one in rounds):
            figures.append(rate("product", way, f"{per_second} `{way}`", Bar(least=5)))
            figures.append(rate("raw", way, f"{per_second} `{way}`: the bare loop"))
            figures.append(cpu(way, "product", f"`{way}`, against the workers'", Bar(least=10)))
            figures.append(cpu(way, "platform", f"`{way}`, against all our processes'"))
    return figures


def _cpu(spent: Spent) -> float:
    return spent.cpu / spent.stores


def _table(rounds: list[dict[str, Spent]]) -> dict[str, list[dict[str, object]]]:
    rows = [
        {
            "round": number,
            "side": side,
            "stores": spent.stores,
            "stores/s": round(spent.rate, 2),
            "CPU ms a store": round(1000 * spent.cpu / spent.stores, 1),
        }
        for number, sides in enumerate(rounds, 1)
        for side, spent in sides.items()
    ]
    return {"rounds": rows}


async def _by_product(options: Options, sides: dict[str, Spent]) -> tuple[str, dict[str, float]]:
    """From the first POST until the last store is applied; `product` holds the workers' CPU, `platform` everybody's."""
    async with installed(workers=options.workers, kubeconfig=options.kubeconfig, shops=False) as it:
        names = [f"shop-{token_hex(2)}-{number:04}" for number in range(options.stores)]
        before, began = it.cpu_by_kind(), time.monotonic()
        await it.order(names)
        seconds = await it.spectator.until_applied(names) - began
        spent = {kind: seconds - before[kind] for kind, seconds in it.cpu_by_kind().items()}
        sides["product"] = Spent(len(names), seconds, spent["workers"])
        sides["platform"] = Spent(len(names), seconds, sum(spent.values()) - spent.get("simulator", 0.0))
        if options.kubeconfig:
            await _removed(it, names)
        version = str((await it.gateway.version())["gitVersion"])
        return version, {kind: round(1000 * used / len(names), 1) for kind, used in spent.items()}


async def _removed(it: Installation, names: list[str]) -> None:
    """By the product, and gone, so that the next side finds the cluster as this one did."""
    for name in names:
        await it.admin.call("DELETE", f"/stores/{name}")
    await it.spectator.until_gone(names)


async def _by_raw_loop(options: Options) -> Spent:
    stores = _objects(options.stores)
    async with _server(options, stores) as kubeconfig:
        return await raw.by_raw_loop(kubeconfig, stores)


async def _by_kubectl(options: Options, program: Path, flags: tuple[str, ...]) -> Spent:
    stores = _objects(options.kubectl_stores)
    async with _server(options, stores) as kubeconfig:
        return await raw.by_kubectl(program, kubeconfig, flags, stores, Path(mkdtemp(prefix="storeyard-bench-")))


def _objects(count: int) -> list[list[raw.Manifest]]:
    mark = token_hex(3)
    return [raw.objects_of(f"shop-{mark}-{number:04}", number, f"bench-{mark}") for number in range(count)]


@asynccontextmanager
async def _server(options: Options, stores: list[list[raw.Manifest]]) -> AsyncIterator[Path]:
    """A fresh simulator, or the cluster, which is clean again afterwards."""
    if options.kubeconfig:
        try:
            yield options.kubeconfig
        finally:
            await _cleaned(options.kubeconfig, [objects[0]["metadata"]["name"] for objects in stores])
        return
    simulator = Simulator(Path(mkdtemp(prefix="storeyard-bench-")), {"SPEED": "1", "HISTORY": "50000"})
    simulator.start()
    try:
        yield simulator.kubeconfig
    finally:
        simulator.stop()


async def _cleaned(kubeconfig: Path, namespaces: list[str]) -> None:
    async with connect(kubeconfig) as connection:
        gateway = Gateway(connection)
        await asyncio.gather(*(gateway.delete(NAMESPACE, name) for name in namespaces))

        async def gone() -> bool:
            left = await gateway.list(NAMESPACE, metadata_only=True)
            return not {item["metadata"]["name"] for item in left.items} & set(namespaces)

        await until(gone, "the namespaces are gone", CLUSTER_PATIENCE)
