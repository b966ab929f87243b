"""Which cluster a process is connected to."""

import asyncio
from dataclasses import dataclass

import structlog

from shared.kubernetes.errors import KubernetesError
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE

log = structlog.get_logger()


@dataclass(frozen=True)
class Identity:
    """The uid of kube-system, which no two clusters share, and the version of the API server."""

    uid: str
    version: str


async def cluster_uid(gateway: Gateway) -> str:
    """The uid of kube-system names the cluster."""
    system = await gateway.get(NAMESPACE, "kube-system")
    return str(system["metadata"]["uid"])


async def identity(gateway: Gateway) -> Identity:
    """Who the cluster is; asked until it answers."""
    while True:
        try:
            return Identity(await cluster_uid(gateway), (await gateway.version())["gitVersion"])
        except KubernetesError as error:
            log.warning("the cluster does not say who it is yet", error=str(error))
            await asyncio.sleep(1)
