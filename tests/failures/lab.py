"""One experiment: the product as real processes that can be hurt, a record of all that happens, and the judgement."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from shared.domain.types import Manifest
from shared.kubernetes import kinds
from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from tests.contract.process import Simulator
from tests.failures import points
from tests.failures.evidence import Answered, Evidence, Write
from tests.failures.judge import judge
from tests.failures.points import Failpoint
from tests.failures.proxy import FaultProxy, fault_proxy
from tests.failures.size import chosen
from tests.stack import Client, Process, Stack, running
from tests.waiting import until

EXPERIMENT = "experiment"
"""How the experiment itself is called in the simulator's journal."""
LAUNCHER = "tests.failures.launcher {service}"
SETTLED = {"Ready", "Degraded", "Failed"}
NEVER_READ = (kinds.VALIDATING_ADMISSION_POLICY, kinds.INGRESS_CLASS, kinds.CLUSTER_ROLE)
READ_BACK = tuple(kind for kind in kinds.KINDS if kind not in NEVER_READ)


@dataclass
class Witness(Client):
    """A client that remembers what it was told."""

    who: str = ""
    answers: list[Answered] = field(default_factory=list)
    unanswered: list[Answered] = field(default_factory=list)

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        began = time.monotonic()
        try:
            status, answer = await super().call(method, path, body)
        except BaseException:  # a call that is given up may have been carried out, too
            self.not_told(method, path, body)
            raise
        self.answers.append(Answered(self.who, method, path, body, status, answer, began, time.monotonic()))
        return status, answer

    def not_told(self, method: str, path: str, body: object) -> None:
        """Remembers a call that may have been carried out."""
        now = time.monotonic()
        self.unanswered.append(Answered(self.who, method, path, body, 0, None, now, now))

    async def order(self, name: str, engine: str = "woocommerce", seconds: float = 60) -> dict[str, Any]:
        """An accepted order, however long the API asks to come back later; a 202 is a promise."""

        async def accepted() -> dict[str, Any] | None:
            try:
                status, store = await self.call("POST", "/stores", {"name": name, "engine": engine})
            except (aiohttp.ClientError, OSError):
                return None
            assert status in {202, 409, 429, 503}, store
            return dict(store) if status == 202 else None

        return await until(accepted, f"the order of {name} is accepted", seconds)


@dataclass
class Lab:
    """Hands on a running experiment."""

    stack: Stack
    admin: Witness
    ada: Witness
    proxy: FaultProxy | None
    gateway: Gateway
    """To the cluster itself, past the proxy."""
    failpoints: list[Failpoint]
    forgotten: set[str] = field(default_factory=set)
    excused: set[str] = field(default_factory=set)
    """Uids of stores whose namespace somebody deleted by hand."""
    deaths: list[tuple[str, float]] = field(default_factory=list)
    """Who died, and when (seconds since the epoch, as the logs have them)."""
    _keeper: asyncio.Task[None] | None = None

    @property
    def faults(self) -> FaultProxy:
        assert self.proxy is not None, "this experiment has no proxy"
        return self.proxy

    def workers(self) -> list[Process]:
        return [p for name, p in self.stack.processes.items() if name.startswith("worker") and p.is_alive]

    def frozen(self) -> Process | None:
        """The process that stopped at its failpoint."""
        states = {p.popen.pid: p for p in self.stack.processes.values() if p.is_alive}
        return next((p for pid, p in states.items() if _state(pid) == "T"), None)

    def keep(self, names: Iterable[str], *, after: float = 1.0) -> None:
        """From now on these processes are replaced `after` seconds when they die, as Kubernetes would."""
        self._keeper = asyncio.create_task(self._replace(tuple(names), after))

    async def _replace(self, names: tuple[str, ...], after: float) -> None:
        while True:
            await asyncio.sleep(0.05)
            for name in names:
                if not self.stack.processes[name].is_alive:
                    self.deaths.append((name, time.time()))
                    await asyncio.sleep(after)
                    self.stack.start(name.partition("-")[0], name)

    async def end(self) -> None:
        """No replacements any more."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def store(self, name: str) -> dict[str, Any]:
        """The store as the API shows it now; `{"phase": "404"}` and the like where it shows none."""
        try:
            status, store = await self.admin.call("GET", f"/stores/{name}")
        except (aiohttp.ClientError, OSError):
            return {"phase": "unreachable"}
        return dict(store) if status == 200 else {"phase": str(status)}

    async def all_settle(self, names: Iterable[str], seconds: float = 120) -> dict[str, str]:
        """Waits until each of the stores has a verdict; returns the phases."""
        names = tuple(names)

        async def settled() -> dict[str, str] | None:
            phases = {name: (await self.store(name))["phase"] for name in names}
            return phases if set(phases.values()) <= SETTLED else None

        return await until(settled, f"{len(names)} stores have a verdict", seconds)

    async def all_ready(self, names: Iterable[str], seconds: float = 120) -> None:
        names = tuple(names)

        async def ready() -> bool:
            return all([(await self.store(name))["phase"] == "Ready" for name in names])

        await until(ready, f"{len(names)} stores are Ready", seconds)

    async def serves(self) -> bool:
        try:
            return (await self.admin.call("GET", "/stores"))[0] == 200
        except (aiohttp.ClientError, OSError):
            return False

    async def journal(self, of: Simulator | None = None) -> list[dict[str, Any]]:
        """All writes that the simulator (the stack's, or another one) was asked for, oldest first."""
        rows: list[dict[str, Any]] = []
        address = f"http://127.0.0.1:{(of or self.stack.simulator).port}/simulator/journal"
        async with aiohttp.ClientSession() as session:
            while True:
                after = rows[-1]["id"] if rows else 0
                async with session.get(address, params={"after": after, "limit": 1000}) as answer:
                    page = (await answer.json())["items"]
                if not page:
                    return rows
                rows += page

    async def objects(self) -> list[Manifest]:
        """Every object of the cluster of a kind that we know."""
        lists = await asyncio.gather(*(self.gateway.list(kind) for kind in READ_BACK))
        return [one for found in lists for one in found.items]

    async def evidence(self) -> Evidence:
        """All that is known now."""
        people = (self.admin, self.ada)
        evidence = Evidence(
            answers=[one for who in people for one in who.answers],
            unanswered=[one for who in people for one in who.unanswered],
            writes=[_write(row) for row in await self.journal()],
            stores=await self._every_store(),
            objects=await self.objects(),
            quotas={who.who: (await who.call("GET", "/me"))[1]["quota"]["used"] for who in people},
            master_key=(self.stack.folder / "master-key").read_bytes().strip(),
            forgotten=frozenset(self.forgotten),
            excused=frozenset(self.excused),
        )
        for uid in evidence.accepted.keys() | evidence.deleted.keys():
            status, receipt = await self.admin.call("GET", f"/receipts/{uid}")
            if status == 200 and receipt["state"] not in {"active", "deleting"}:
                evidence.receipts[uid] = receipt
        return evidence

    async def _every_store(self) -> list[dict[str, Any]]:
        found, cursor = [], ""
        while True:
            status, page = await self.admin.call("GET", f"/stores?limit=200&cursor={cursor}")
            assert status == 200, page
            found += page["items"]
            cursor = page["nextCursor"]
            if not cursor:
                return found

    async def nothing_is_wrong(self) -> Evidence:
        """The judgement over the whole history, once all is quiet."""
        evidence = await self.evidence()
        if findings := judge(evidence):
            pytest.fail("\n".join(findings))
        return evidence


def _write(row: dict[str, Any]) -> Write:
    named = {key: row[key] for key in ("verb", "plural", "namespace", "name", "code")}
    return Write(**named, ours=row["agent"] != EXPERIMENT)


@asynccontextmanager
async def experiment(
    *,
    workers: int = 1,
    proxied: bool = False,
    failpoints: Callable[[Path], list[Failpoint]] = lambda _folder: [],
    simulator: dict[str, str] | None = None,
    settings: dict[str, str] | None = None,
    owned: int = 1000,
) -> AsyncIterator[Lab]:
    """A running product; with `proxied` everything that it asks of the cluster goes through a fault proxy."""
    held: list[FaultProxy] = []
    placed: list[Failpoint] = []

    def prepare(stack: Stack) -> None:
        placed.extend(failpoints(stack.folder))
        stack.program = LAUNCHER
        stack.variables[points.VARIABLE] = points.told(placed)

    told = chosen().timings | {"LIMITS__STORES_PER_OWNER": str(owned)} | (settings or {})
    async with AsyncExitStack() as rooms:
        stack = await rooms.enter_async_context(
            running(
                workers=workers,
                simulator=simulator,
                settings=told,
                prepare=prepare,
                around=partial(_behind, held) if proxied else _alone,
            )
        )
        connection = await rooms.enter_async_context(connect(stack.simulator.kubeconfig))
        connection.session.headers["User-Agent"] = EXPERIMENT
        people = [await rooms.enter_async_context(stack.client(who)) for who in ("admin", "ada")]
        admin, ada = (Witness(c.session, who) for c, who in zip(people, ("admin", "ada"), strict=True))
        lab = Lab(stack, admin, ada, held[0] if held else None, Gateway(connection), placed)
        try:
            yield lab
        finally:
            await lab.end()


@asynccontextmanager
async def _alone(_stack: Stack) -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def _behind(held: list[FaultProxy], stack: Stack) -> AsyncIterator[None]:
    """The stack's processes reach their cluster through a proxy that is put into `held`."""
    behind, stack.kubeconfig = stack.kubeconfig, stack.folder / "proxy.kubeconfig"
    async with fault_proxy(behind, stack.kubeconfig) as proxy:
        held.append(proxy)
        yield


def _state(pid: int) -> str:
    """The kernel's letter for what a process does (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def lines(stack: Stack, name: str) -> list[dict[str, Any]]:
    """What a process logged, as objects; half a line at the end of a killed one is left out."""
    found = []
    for line in (stack.folder / f"{name}.log").read_text().splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
