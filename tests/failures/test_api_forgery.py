"""R14: what somebody else wrote into Redis is refused by worker and api, and no pickle is ever opened."""

import asyncio
import base64
import os
import pickle
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey, PublicKey, SealedBox

from shared.serialization import dumps, seal, unseal
from tests.failures.lab import Lab, experiment
from tests.waiting import until

pytestmark = pytest.mark.timeout(180)
LANES = ("provision", "verify", "interactive")
ATTACKER = PrivateKey.generate()


class Poison:
    """Whoever unpickles this makes the marker file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, (f"touch {self.marker}",)


def poison(lab: Lab) -> bytes:
    return pickle.dumps(Poison(marker(lab)))


def marker(lab: Lab) -> Path:
    return lab.stack.folder / "poisoned"


async def plant(lab: Lab, lane: str, identity: str, payload: bytes) -> None:
    await lab.stack.redis("SET", f"arq:job:{identity}", payload)  # type: ignore[arg-type]
    await lab.stack.redis("ZADD", f"storeyard:queue:{lane}", str(int(time.time() * 1000)), identity)


async def is_taken(lab: Lab, lane: str, identity: str) -> bool:
    return await lab.stack.redis("ZSCORE", f"storeyard:queue:{lane}", identity) is None


def asking(store: dict[str, Any], request_id: str) -> dict[str, Any]:
    """arq's envelope of a question whose answer would be sealed to the attacker."""
    key = base64.b64encode(bytes(ATTACKER.public_key)).decode()
    job = {"kind": "ask", "uid": store["uid"], "name": store["name"], "requestId": request_id}
    job |= {"question": "credentials", "replyKey": key}
    return {"t": 1, "f": "ask", "a": [job], "k": {}, "et": int(time.time() * 1000)}


def job_key(lab: Lab) -> bytes:
    return (lab.stack.folder / "job-key").read_text().strip().encode()


async def test_r14_a_worker_carries_out_nothing_that_it_was_not_given_by_us() -> None:
    async with experiment() as lab:
        store = await lab.ada.order("demo")
        await lab.all_ready(["demo"])
        pid = lab.stack.processes["worker-1"].popen.pid
        for lane in LANES:
            await plant(lab, lane, f"ask:pickle-{lane}", poison(lab))
            await plant(lab, lane, f"ask:half-{lane}", b"")
        await lab.stack.redis("SET", "arq:result:ask:pickle-verify", poison(lab))  # type: ignore[arg-type]
        await plant(lab, "interactive", "ask:unsigned", dumps(asking(store, "unsigned")))
        await plant(
            lab, "interactive", "ask:forged", seal(b"another key of thirty-two bytes!", asking(store, "forged"))
        )
        await plant(lab, "interactive", "ask:ours", seal(job_key(lab), asking(store, "ours")))
        for lane, identity in [*((lane, f"ask:pickle-{lane}") for lane in LANES), ("interactive", "ask:forged")]:
            await until(partial(is_taken, lab, lane, identity), f"{identity} was looked at")

        answered: Any = await until(
            partial(lab.stack.redis, "LRANGE", "storeyard:answer:ours", "0", "-1"), "ours is answered"
        )
        opened = unseal(job_key(lab), SealedBox(ATTACKER).decrypt(answered[0]))
        assert opened["credentials"]["password"], "so a job with the right signature would have told the attacker"
        for refused in ("unsigned", "forged"):
            assert not await lab.stack.redis("EXISTS", f"storeyard:answer:{refused}")
        assert not marker(lab).exists()
        assert lab.stack.processes["worker-1"].popen.pid == pid
        assert lab.stack.processes["worker-1"].is_alive
        assert (await lab.ada.call("POST", "/stores/demo/credentials"))[0] == 200


async def question(lab: Lab) -> dict[str, Any]:
    """The api's question, as it waits for the frozen worker."""

    async def found() -> dict[str, Any] | None:
        for identity in await lab.stack.redis("ZRANGE", "storeyard:queue:interactive", "0", "-1"):
            if raw := await lab.stack.redis("GET", f"arq:job:{identity.decode()}"):
                return dict(unseal(job_key(lab), raw)["a"][0])
        return None

    return await until(found, "the question waits")


async def test_r14_the_api_believes_no_answer_that_no_worker_of_ours_signed() -> None:
    async with experiment(settings={"API__ASK_TIMEOUT": "1.5"}) as lab:
        store = await lab.ada.order("demo")
        await lab.all_ready(["demo"])
        lab.stack.processes["worker-1"].freeze()
        for kind in ("pickle", "sealed pickle", "unsigned", "forged"):
            asked = asyncio.create_task(lab.ada.call("POST", "/stores/demo/credentials"))
            job = await question(lab)
            box = SealedBox(PublicKey(base64.b64decode(job["replyKey"])))
            lie = {"username": "a", "password": "of-the-attacker", "email": "", "note": ""}
            reply = {"uid": store["uid"], "request_id": job["requestId"], "credentials": lie}
            planted = {
                "pickle": poison(lab),
                "sealed pickle": box.encrypt(poison(lab)),
                "unsigned": box.encrypt(dumps(reply)),
                "forged": box.encrypt(seal(b"another key of thirty-two bytes!", reply)),
            }[kind]
            await lab.stack.redis("LPUSH", f"storeyard:answer:{job['requestId']}", planted)  # type: ignore[arg-type]
            status, answer = await asked
            assert (status, answer["type"]) == (503, "/problems/no-worker-answered"), kind
            await lab.stack.redis("ZREM", "storeyard:queue:interactive", f"ask:{job['requestId']}")
        assert not marker(lab).exists()


READS = ("/stores", "/stores/planted", "/stores/demo", "/receipts/planted", "/me")


async def test_r14_a_read_model_of_pickles_opens_none_and_the_api_outlives_it() -> None:
    async with experiment() as lab:
        await lab.ada.order("demo")
        await lab.all_ready(["demo"])
        bad: Any = poison(lab)
        await lab.stack.redis("ZADD", "storeyard:index", "0", "planted/planted")
        await lab.stack.redis("ZADD", "storeyard:owned:ada", "0", "planted/planted")
        await lab.stack.redis("HSET", "storeyard:names", "planted", "planted")
        for part in ("ns", "wl", "check", "progress"):
            await lab.stack.redis("HSET", "storeyard:record:planted", part, bad)
        await lab.stack.redis("HSET", "storeyard:record:planted", "name", "planted", "owner", "ada", "rv", "1")
        await lab.stack.redis("HSET", "storeyard:intents", "planted", bad)
        await lab.stack.redis("HSET", "storeyard:receipt:planted", "json", bad, "cause", "requested")
        await lab.stack.redis(
            "XADD", "storeyard:events", "*", "kind", bad, "uid", "planted", "name", bad, "owner", "ada"
        )
        for path in READS:
            status, answer = await lab.ada.call("GET", path)
            assert status in ({200, 404} if "planted" not in path else {200, 404, 500}), (path, answer)
            assert "poisoned" not in str(answer)
        assert not marker(lab).exists()
        await lab.ada.order("second")
        await lab.all_ready(["second"])
        await lab.stack.redis("FLUSHALL")
        await until(lab.serves, "the list is rebuilt from the cluster")
        assert (await lab.store("demo"))["phase"] == "Ready"
        assert all(process.is_alive for process in lab.stack.processes.values())
        assert not marker(lab).exists()
