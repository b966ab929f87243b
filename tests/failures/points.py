"""Failpoints: named places in the real processes at which an experiment lets them die, freeze or wait.

The product ships no switch for them: the launcher puts them around the named functions before a process starts.
"""

import asyncio
import functools
import importlib
import inspect
import json
import os
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

VARIABLE = "FAILPOINTS"

POINTS: dict[str, str] = {
    # a provisioning, in the order of its steps
    "look": "services.worker.begin:_look",
    "post": "services.worker.begin:_post",
    "create": "shared.kubernetes.gateway:Gateway.create",
    "claim": "services.worker.begin:_claim",
    "bind": "services.worker.provision:_bind",
    "guardrails": "services.worker.provision:_guardrails",
    "secrets": "services.worker.provision:_secrets",
    "workloads": "services.worker.provision:_everything_else",
    "apply": "services.worker.provision:_apply",
    "send": "shared.kubernetes.gateway:Gateway.apply",
    "publish": "shared.repository.stores:Stores.publish_namespace",
    "renew": "services.worker.claim:Held._renew",
    "release": "services.worker.claim:Held.release",
    # a verification
    "shop": "services.worker.verify:_shop",
    "verdict": "services.worker.verify:_write",
    "checked": "shared.repository.stores:Stores.checked",
    # a deletion
    "volumes": "services.worker.delete:_volumes",
    "delete": "services.worker.delete:_delete",
    "receipt": "services.worker.delete:_write_receipt",
    # the reconciler
    "begin": "shared.repository.mark:Mark.begin",
    "rebuild": "services.reconciler.loop:Reconciler._rebuild",
    "complete": "shared.repository.mark:Mark.complete",
    "settle": "services.reconciler.endings:Endings.settle",
    "end": "shared.repository.stores:Stores.end",
    "enqueue": "shared.jobqueue:JobQueue.enqueue",
    # the api
    "reserve": "shared.repository.reservations:Reservations.reserve",
    "intend": "shared.repository.reservations:Reservations.intend",
}
"""Name to `module:attribute`; each can be met before and after."""


@dataclass(frozen=True)
class Failpoint:
    """Where, and what happens there once (`once` is created by the process that is first)."""

    point: str
    when: str
    action: str
    once: str
    store: str = ""
    """Only in jobs for this store; empty: in any."""

    @classmethod
    def at(cls, where: str, folder: Path, *, action: str = "kill", store: str = "") -> "Failpoint":
        """`where` reads like `before bind`; the mark of its one time is a file in `folder`."""
        when, _, point = where.partition(" ")
        assert point in POINTS, f"no failpoint {point!r}; there are {', '.join(POINTS)}"
        return cls(point, when, action, str(folder / f"{when}-{point}-{store}.met"), store)

    @property
    def was_met(self) -> bool:
        return Path(self.once).exists()

    async def meet(self) -> None:
        """Carries out the action if it is this one's turn."""
        if self.store and structlog.contextvars.get_contextvars().get("store") != self.store:
            return
        try:
            os.close(os.open(self.once, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        await ACTIONS[self.action](self)

    async def kill(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    async def freeze(self) -> None:
        os.kill(os.getpid(), signal.SIGSTOP)

    async def wait(self) -> None:
        """Stays here until the file `<once>.go` appears."""
        while not Path(self.once + ".go").exists():  # noqa: ASYNC240 - the experiment tells by a file
            await asyncio.sleep(0.02)

    def go(self) -> None:
        """Ends a `wait`."""
        Path(self.once + ".go").touch()


ACTIONS = {"kill": Failpoint.kill, "freeze": Failpoint.freeze, "wait": Failpoint.wait}


def told(points: list[Failpoint]) -> str:
    """The variable's value."""
    return json.dumps([asdict(point) for point in points])


def install() -> None:
    """Puts the failpoints of the environment around their functions."""
    for one in json.loads(os.environ.get(VARIABLE, "[]")):
        _surround(Failpoint(**one))


def _surround(failpoint: Failpoint) -> None:
    module, _, path = POINTS[failpoint.point].partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    setattr(owner, name, _with(failpoint, getattr(owner, name)))
    _refresh(owner)


def _with(failpoint: Failpoint, inner: Callable[..., Any]) -> Callable[..., Any]:
    assert inspect.iscoroutinefunction(inner), f"{inner} cannot be surrounded"

    @functools.wraps(inner)
    async def outer(*args: Any, **named: Any) -> Any:
        if failpoint.when == "before":
            await failpoint.meet()
        result = await inner(*args, **named)
        if failpoint.when == "after":
            await failpoint.meet()
        return result

    return outer


def _refresh(owner: Any) -> None:
    """The table of steps holds the functions themselves."""
    if hasattr(owner, "STEPS"):
        owner.STEPS = tuple((*told, getattr(owner, step.__name__)) for *told, step in owner.STEPS)
