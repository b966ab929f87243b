"""Random walks: the events of the executable model, at random, on the real thing; then it must come to rest.

The model of the protocol explores the same events (create, delete, change, retry, crash, doubled jobs, edits,
an admin's deletion) in all orders at a small scope; its invariants are the judge's
rules. Here they meet real processes. A walk is named by its seed and can be walked again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp
import pytest

from shared.domain.labels import UID, labels_of
from shared.kubernetes.errors import KubernetesError
from shared.kubernetes.kinds import DEPLOYMENT, NAMESPACE, SERVICE
from tests.failures.lab import SETTLED, Lab, experiment
from tests.failures.size import chosen
from tests.waiting import until

pytestmark = pytest.mark.timeout(600)

NAMES = [f"demo-{number}" for number in range(6)]


@dataclass
class Walk:
    """One walk in progress."""

    lab: Lab
    chance: random.Random
    payloads: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.chance.choice(NAMES)

    async def create(self) -> None:
        engine = self.chance.choice(("woocommerce", "medusa"))
        await self._say("POST", "/stores", {"name": self.name, "engine": engine})

    async def delete(self) -> None:
        await self._say("DELETE", f"/stores/{self.name}")

    async def retry(self) -> None:
        await self._say("POST", f"/stores/{self.name}/retry")

    async def change(self) -> None:
        """A plan, an option of the shop, or both; protection would only end the walk's deletions."""
        plan = {"plan": self.chance.choice(("small", "medium", "large"))}
        title = {"options": {"title": f"Shop {self.chance.randrange(1000)}"}}
        await self._say("PATCH", f"/stores/{self.name}", self.chance.choice((plan, title, plan | title)))

    async def _say(self, method: str, path: str, body: object = None) -> None:
        try:
            status, answer = await self.lab.ada.call(method, path, body)
        except (aiohttp.ClientError, OSError):
            return
        assert status in {202, 404, 409, 429, 503}, answer

    async def crash(self) -> None:
        victim = self.chance.choice(("worker-1", "worker-2", "reconciler"))
        if self.lab.stack.processes[victim].is_alive:
            self.lab.stack.processes[victim].kill()

    async def freeze(self) -> None:
        process = self.lab.stack.processes[self.chance.choice(("worker-1", "worker-2"))]
        if process.is_alive:
            process.freeze()
            await asyncio.sleep(self.chance.uniform(0.1, 7))
            process.thaw()

    async def remember(self) -> None:
        """Keeps queue entries as they are, to bring them back later."""
        for lane in (b"provision", b"verify", b"interactive"):
            queue = b"storeyard:queue:" + lane
            for job in await self.lab.stack.redis("ZRANGE", queue.decode(), "0", "-1"):
                payload = await self.lab.stack.redis("GET", "arq:job:" + job.decode())
                if payload:
                    self.payloads[job] = (queue, payload)

    async def duplicate(self) -> None:
        """A job that ran long ago runs again."""
        if self.payloads:
            job, (queue, payload) = self.chance.choice(sorted(self.payloads.items()))
            await self.lab.stack.redis("SET", "arq:job:" + job.decode(), payload)
            await self.lab.stack.redis("ZADD", queue.decode(), "1", job.decode())

    async def edit(self) -> None:
        kind = self.chance.choice((SERVICE, DEPLOYMENT))
        try:
            await self.lab.gateway.delete(kind, "web", namespace=f"store-{self.name}")
        except KubernetesError:
            return

    async def admin_deletes(self) -> None:
        """Somebody with rights deletes a namespace of ours by hand."""
        found = await self.lab.gateway.find(NAMESPACE, f"store-{self.name}")
        if found:
            self.lab.excused.add(labels_of(found)[UID])
            await self.lab.gateway.delete(NAMESPACE, found["metadata"]["name"], uid=found["metadata"]["uid"])


EVENTS: dict[str, tuple[int, Callable[[Walk], Awaitable[None]]]] = {
    "create": (8, Walk.create),
    "delete": (4, Walk.delete),
    "retry": (2, Walk.retry),
    "change": (4, Walk.change),
    "crash": (3, Walk.crash),
    "freeze": (1, Walk.freeze),
    "remember": (4, Walk.remember),
    "duplicate": (3, Walk.duplicate),
    "edit": (2, Walk.edit),
    "admin deletes": (1, Walk.admin_deletes),
}
"""How often, and what: the model's events."""


@pytest.mark.parametrize("seed", range(chosen().walks))
async def test_r1_to_r44_a_random_walk_comes_to_rest_and_breaks_no_law(seed: int) -> None:
    async with experiment(workers=2) as lab:
        walk = Walk(lab, random.Random(seed))
        lab.keep(["worker-1", "worker-2", "reconciler"], after=0.2)
        names, weights = list(EVENTS), [often for often, _ in EVENTS.values()]
        path: list[str] = []
        for _ in range(chosen().steps):
            path.append(walk.chance.choices(names, weights)[0])
            await EVENTS[path[-1]][1](walk)
            await asyncio.sleep(walk.chance.uniform(0, 0.3))
        await until(lambda: _rests(lab), f"the walk of seed {seed} comes to rest: {', '.join(path)}", 240)
        await lab.nothing_is_wrong()


async def _rests(lab: Lab) -> bool:
    """Every store has a verdict or is gone, and no namespace is on its way."""
    stores = [await lab.store(name) for name in NAMES]
    going = [o for o in (await lab.gateway.list(NAMESPACE)).items if "deletionTimestamp" in o["metadata"]]
    return not going and all(s["phase"] in SETTLED | {"404"} and not s.get("intent") for s in stores)
