"""The objects of a store as they are in the cluster."""

import asyncio
from collections.abc import Sequence
from itertools import accumulate, takewhile
from typing import Literal

from services.worker.questions.answer import Answer
from services.worker.tools import Tools
from shared.domain.jobs import Job
from shared.domain.status import NamespaceView
from shared.domain.types import Manifest
from shared.engines.masking import shown
from shared.kubernetes.errors import Forbidden
from shared.kubernetes.kinds import kind_of
from shared.serialization import dumps

LARGEST = 512 * 1024
"""Bytes of JSON: a store's objects have about 60 KiB; the rest is room for what others add to them."""
AT_ONCE = 8
SECRETS = "Secrets are shown as they are applied, every value masked: nobody has the right to read one."


async def manifests(tools: Tools, _job: Job, view: NamespaceView) -> Answer:
    """What stands there of all that the store is made of; the note names what is missing, hidden or left out."""
    wanted = shown(view.spec, setup=None if view.status.setup_done else view.status.setup)
    slots = asyncio.Semaphore(AT_ONCE)
    found = await asyncio.gather(*(_as_it_is(tools, slots, one) for one in wanted))
    items = [one for one in found if isinstance(one, dict)]
    kept = _fitting(items)
    notes = [
        SECRETS,
        _listed("Not in the cluster", [_name(one) for one, got in zip(wanted, found, strict=True) if got is None]),
        _listed("Hidden from the worker", [_name(one) for one, got in zip(wanted, found, strict=True) if got is False]),
        _listed("Left out, since the answer would be too large", [_name(one) for one in items[kept:]]),
    ]
    return {"items": items[:kept], "note": " ".join(filter(None, notes))}


async def _as_it_is(tools: Tools, slots: asyncio.Semaphore, wanted: Manifest) -> Manifest | Literal[False] | None:
    """The object, None where it is missing, False where the API refuses: a deletion takes our rights away first."""
    if wanted["kind"] == "Secret":
        return wanted
    metadata = wanted["metadata"]
    async with slots:
        try:
            found = await tools.gateway.find(kind_of(wanted), metadata["name"], metadata.get("namespace"))
        except Forbidden:
            return False
    if found is not None:
        found["metadata"].pop("managedFields", None)
    return found


def _fitting(items: Sequence[Manifest]) -> int:
    """How many of them, from the first on, are not too large together."""
    sizes = accumulate(len(dumps(one)) for one in items)
    return sum(1 for _ in takewhile(lambda size: size <= LARGEST, sizes))


def _listed(what: str, names: Sequence[str]) -> str:
    return f"{what}: {', '.join(names)}." if names else ""


def _name(manifest: Manifest) -> str:
    return f"{manifest['kind']}/{manifest['metadata']['name']}"
