"""Where these tests run: the real API server that is named to them, and the product against it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from tests.cluster.installed import Installed
from tests.cluster.mirror import mirror
from tests.stack import Stack, running

REAL = "STOREYARD_TEST_KUBECONFIG"
ON_A_CLUSTER = [
    pytest.mark.cluster,
    pytest.mark.timeout(300),
    pytest.mark.skipif(REAL not in os.environ, reason=f"{REAL} names no cluster; make test-cluster makes one"),
]


def administrator() -> Path:
    """The kubeconfig of somebody who may do everything."""
    return Path(os.environ[REAL])


@asynccontextmanager
async def on_the_cluster(
    installed: Installed,
    *,
    settings: dict[str, str] | None = None,
    variables: dict[str, dict[str, str]] | None = None,
    program: str = "services.{service}",
) -> AsyncIterator[tuple[Stack, Gateway]]:
    """The product with the rights of that release, shops answered by the simulator; the gateway is an administrator's.

    `variables` of a service's environment come beside its kubeconfig.
    """
    real = administrator()

    def prepare(stack: Stack) -> None:
        stack.program = program
        for service in ("worker", "reconciler"):
            stack.own[service] = installed.variables(service) | (variables or {}).get(service, {})

    told = installed.settings | (settings or {})
    async with running(kubeconfig=Path("/nonexistent"), settings=told, prepare=prepare) as stack:
        key = (stack.folder / "master-key").read_bytes()
        simulated = stack.folder / "sim" / "kubeconfig"
        copying = asyncio.create_task(mirror(real, simulated, installation=installed.name, master_key=key))
        try:
            async with connect(real) as connection:
                yield stack, Gateway(connection)
        finally:
            copying.cancel()
            (ended,) = await asyncio.gather(copying, return_exceptions=True)
            sys.stderr.write(f"mirror ended with {ended!r}\n")
