"""R35 on a real API server: the accounts' tokens are taken away while stores are made."""

import time
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from shared.domain.observation import namespace_view
from shared.kubernetes.client import connect
from shared.kubernetes.errors import Unauthorized
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from tests.cluster.installed import Installed
from tests.cluster.place import ON_A_CLUSTER, on_the_cluster
from tests.waiting import until

pytestmark = ON_A_CLUSTER

RECOVERED = 60.0
"""Seconds from the new token's file to a store that is Ready."""
SERVICES = ("worker", "reconciler")


@pytest.fixture
def short_lived(release: Installed, tmp_path: Path) -> Installed:
    """The release with tokens that are void as soon as a Secret of their own is gone."""
    own = replace(release, folder=tmp_path)
    for service in SERVICES:
        own.kubectl("create", "secret", "generic", _leash(service), "-n", own.name)
        bound = ("--bound-object-kind", "Secret", "--bound-object-name", _leash(service))
        own.token_file(service).write_text(own.token(service, *bound))
    return own


async def test_r35_a_void_token_fails_no_store_and_its_successor_is_used_within_a_minute(
    short_lived: Installed,
) -> None:
    before, during = (f"token-{token_hex(4)}" for _ in range(2))
    async with on_the_cluster(short_lived) as (stack, gateway), stack.client() as ada:
        uids = {before: (await ada.create(before, "medusa"))["uid"]}
        await ada.reaches(before, "Ready", 120)
        await _take_away(short_lived)
        uids[during] = (await ada.create(during, "medusa"))["uid"]
        for service in SERVICES:
            short_lived.token_file(service).write_text(short_lived.token(service))
        swapped = time.monotonic()
        store = await ada.reaches(during, "Ready", RECOVERED)
        assert store["failure"] is None
        assert time.monotonic() - swapped < RECOVERED
        assert await ada.phase(before) == "Ready"
        assert await _verdicts(gateway, before) == await _verdicts(gateway, during) == ["Ready"]
        for name, uid in uids.items():
            await ada.delete(name, uid, 120)


async def _take_away(own: Installed) -> None:
    """The API server remembers a good token for ten seconds."""
    for service in SERVICES:
        own.kubectl("delete", "secret", _leash(service), "-n", own.name)
        async with connect(own.kubeconfig(service)) as connection:
            gateway = Gateway(connection)
            await until(lambda gateway=gateway: _is_void(gateway), f"the token of {service} is void", 60)


async def _is_void(gateway: Gateway) -> bool:
    try:
        await gateway.version()
    except Unauthorized:
        return True
    return False


async def _verdicts(gateway: Gateway, name: str) -> list[str]:
    view = namespace_view(await gateway.get(NAMESPACE, f"store-{name}"))
    return [entry.what for entry in view.status.history if entry.what in {"Ready", "Failed", "Degraded"}]


def _leash(service: str) -> str:
    return f"leash-of-{service}"
