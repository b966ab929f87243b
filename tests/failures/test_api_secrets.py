"""R15: no secret is anywhere but where it belongs: not in Redis, logs, answers, the audit, tracebacks or metrics."""

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from aiohttp import web

from shared.domain.store import StoreSpec
from shared.engines.registry import engine
from shared.engines.secrets import Secrets
from shared.repository import connect, repository
from tests.failures import proxy
from tests.failures.lab import Lab, experiment
from tests.failures.proxy import Fault, FaultProxy, Seen
from tests.stack import ROOT, TOKENS
from tests.waiting import until

pytestmark = pytest.mark.timeout(240)
ENGINES = {"wool": "woocommerce", "mead": "medusa"}


class Recorded(Secrets):
    """Derives as the product does and remembers what."""

    __slots__ = ("derived",)

    def __init__(self, master_key: bytes, spec: StoreSpec) -> None:
        super().__init__(master_key, spec)
        self.derived: set[str] = set()

    def derive(self, purpose: str, length: int = 32) -> str:
        value = super().derive(purpose, length)
        self.derived.add(value)
        return value


def told_to_the_cluster(master_key: bytes, spec: StoreSpec) -> set[str]:
    """Every secret that a store of this spec has."""
    secrets = Recorded(master_key, spec)
    engine(spec.engine).manifests(spec, secrets, setup=1)
    engine(spec.engine).credentials(spec, secrets)
    return secrets.derived


def spellings(secret: str) -> set[bytes]:
    """As it is and as it would be packed: base64 (of a Secret's data), reversed hex, percent-encoded."""
    raw = {secret.encode()}
    if len(secret) % 2 == 0 and all(letter in "0123456789abcdef" for letter in secret):
        raw.add(bytes.fromhex(secret))
    return raw | {base64.b64encode(one).rstrip(b"=") for one in set(raw)} | {quote(secret, safe="").encode()}


async def _quoting(_proxy: FaultProxy, request: web.Request) -> web.Response:
    """A refusal that repeats the whole object, as a 422 of a webhook may."""
    status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 422, "reason": "Invalid"}
    message = f"Secret is invalid: data: Invalid value: {(await request.read()).decode()}"
    return web.json_response(status | {"message": message}, status=422)


def of_secrets(seen: Seen) -> bool:
    return seen.is_write and "/secrets/" in seen.path


async def test_r15_no_secret_is_where_it_does_not_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(proxy.FAULTS, "quoting", _quoting)
    noisy = {"LOG__LEVEL": "DEBUG", "STORES__ATTEMPT_DEADLINE": "60"}
    async with experiment(proxied=True, settings=noisy) as lab:
        answers: list[str] = []
        lab.faults.faults = [Fault("quoting", times=3, match=of_secrets), Fault("error", rate=0.05)]
        for name, kind in ENGINES.items():
            await lab.ada.order(name, kind)
        await lab.all_ready(ENGINES)
        passwords = {(await lab.ada.call("POST", f"/stores/{name}/credentials"))[1]["password"] for name in ENGINES}
        cookie = await provoke(lab, answers)

        specs = [spec async for spec in specs_of(lab)]
        master_key = (lab.stack.folder / "master-key").read_text().strip().encode()
        derived = {secret for spec in specs for secret in told_to_the_cluster(master_key, spec)}
        assert passwords <= derived, "the list of secrets is the one that the shops really have"
        assert len(derived) >= 10
        keys = {(lab.stack.folder / name).read_text().strip() for name in ("master-key", "job-key")}
        secrets = derived | keys | {TOKENS["ada"], TOKENS["admin"], cookie}

        answers += [json.dumps(one.answer) for one in lab.ada.answers if not one.path.endswith("/credentials")]
        places = {"answers": "\n".join(answers).encode(), "settings": settings_of(lab)}
        places |= {"redis": await everything_in_redis(lab)} | files(lab) | await pages(lab)
        assert len(places["worker-1.log"]) > 1000
        assert b"wool" in places["redis"]
        found = [
            (place, secret[:6])
            for place, content in places.items()
            for secret in secrets
            if any(spelling in content for spelling in spellings(secret))
        ]
        assert found == []


async def provoke(lab: Lab, answers: list[str]) -> str:
    """Sign-ins, wrong tokens, refusals, bytes that are no HTTP, a job that crashes; returns the session's token."""
    http = lab.ada.session
    async with http.post("/api/v1/session", json={"token": TOKENS["ada"]}, headers={"Authorization": ""}) as signed:
        cookie = signed.cookies["storeyard"].value
    bad = {"json": {"name": "-", "engine": TOKENS["ada"], "plan": [TOKENS["ada"]]}}
    for path, more in [("/stores", bad), ("/session", {"data": b'{"token": "' + cookie.encode()}), ("/session", bad)]:
        async with http.post(f"/api/v1{path}", **more) as refused:
            text = await refused.text()
            answers.append(text)
            assert refused.status >= 400, text
    await lab.stack.redis("SET", "arq:job:ask:broken", b"\x00" * 200)  # type: ignore[arg-type]
    await lab.stack.redis("ZADD", "storeyard:queue:interactive", "1", "ask:broken")
    reader, writer = await asyncio.open_connection("127.0.0.1", lab.stack.port("api"))
    writer.write(f"GET / HTTP/1.1\r\nAuthorization Bearer {TOKENS['ada']}\r\n\r\n".encode())
    answers.append((await reader.read(4000)).decode())
    writer.close()
    await until(lambda: _gone(lab), "the broken job was looked at")
    return cookie


async def _gone(lab: Lab) -> bool:
    return await lab.stack.redis("ZSCORE", "storeyard:queue:interactive", "ask:broken") is None


async def specs_of(lab: Lab) -> AsyncIterator[StoreSpec]:
    redis = connect(f"unix://{lab.stack.socket}", None)
    async for record in repository(redis, "storeyard").stores.everything():
        assert record.spec is not None
        yield record.spec
    await redis.aclose()


async def everything_in_redis(lab: Lab) -> bytes:
    """Every key and value as it is and as DUMP packs it, and the append-only file with all that ever was there."""
    redis = connect(f"unix://{lab.stack.socket}", None)
    found = []
    async for key in redis.scan_iter("*"):
        found += [key, await redis.dump(key) or b""]
    await redis.aclose()
    history = (lab.stack.folder / "appendonlydir").rglob("*")
    return b"\n".join([*found, *(path.read_bytes() for path in history if path.is_file())])


def files(lab: Lab) -> dict[str, bytes]:
    """Logs at DEBUG, the audit, the run files; the simulator's log too, but not its database: that is the cluster."""
    kept = [*lab.stack.folder.glob("*.log"), *lab.stack.run.iterdir(), lab.stack.folder / "sim" / "log"]
    return {path.name: path.read_bytes() for path in kept}


async def pages(lab: Lab) -> dict[str, bytes]:
    """What processes show without sign-in."""
    found = {}
    for name in lab.stack.processes:
        if port := lab.stack.port(name):
            for path in ("/metrics", "/readyz"):
                async with lab.ada.session.get(f"http://127.0.0.1:{port}{path}") as answer:
                    found[f"{name}{path}"] = await answer.read()
    return found


def settings_of(lab: Lab) -> bytes:
    """The settings of such a process as text, in every way that a careless line could print them, and a traceback."""
    code = (
        "from shared.settings import load; s = load(); s.master_key; s.job_key\n"
        "print(repr(s), str(s), s.model_dump(), s.model_dump_json())\n"
        "raise RuntimeError(s)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=lab.stack.environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert b"RuntimeError" in done.stderr, done.stderr
    assert b"master_key_file" in done.stdout
    return done.stdout + done.stderr
