"""A real cluster instead of the simulator: who it is, and what it lacks before the first store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from services.local.state import InTheWay
from shared.kubernetes import kinds
from shared.kubernetes.client import connect
from shared.kubernetes.errors import KubernetesError
from shared.kubernetes.gateway import Gateway


@asynccontextmanager
async def _gateway(kubeconfig: Path) -> AsyncIterator[Gateway]:
    async with connect(kubeconfig) as connection:
        yield Gateway(connection)


async def identity(kubeconfig: Path) -> str:
    """The uid of kube-system; state of different clusters is kept apart by it."""
    async with _gateway(kubeconfig) as gateway:
        try:
            found = await gateway.get(kinds.NAMESPACE, "kube-system")
        except KubernetesError as error:
            raise InTheWay(f"The cluster of KUBECONFIG={kubeconfig} does not answer: {error}") from error
        return str(found["metadata"]["uid"])


async def missing(kubeconfig: Path, shop_gateway: str | None) -> list[str]:
    """What a store needs and this cluster does not have, each with what to do."""
    lacks = []
    if shop_gateway is None:
        lacks.append(
            "STOREYARD_SHOP_GATEWAY is not set: host:port at which this machine reaches the cluster's ingress, "
            "so that a shop can be verified."
        )
    async with _gateway(kubeconfig) as gateway:
        policies = await gateway.list(kinds.VALIDATING_ADMISSION_POLICY)
        if not any("storeyard" in item["metadata"]["name"] for item in policies.items):
            lacks.append(
                "The admission policy and roles are not installed: helm upgrade --install storeyard "
                "deploy/helm/storeyard --namespace storeyard --create-namespace"
            )
        classes = await gateway.list(kinds.STORAGE_CLASS)
        if not classes.items:
            lacks.append("The cluster has no StorageClass, so volumes of shops will wait for ever.")
    return lacks
