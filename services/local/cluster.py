"""A real cluster instead of the simulator: who it is, and what it lacks before the first store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from services.local.options import Options
from services.local.state import InTheWay
from shared.kubernetes import kinds
from shared.kubernetes.client import connect
from shared.kubernetes.errors import KubernetesError
from shared.kubernetes.gateway import Gateway

SIMULATED = "simulated"

NO_GATEWAY = (
    "KUBECONFIG={kubeconfig} is set, so stores would be made on that real cluster, and STOREYARD_SHOP_GATEWAY is not: "
    "it is the host:port at which this machine reaches the cluster's ingress, so that shops can be verified.\n"
    "Set it, or use the simulated cluster: make run KUBECONFIG="
)
NO_POLICY = (
    "the rights and the admission policy are not installed: helm upgrade --install storeyard deploy/helm/storeyard "
    "--namespace storeyard --create-namespace"
)
NO_STORAGE = "the cluster has no StorageClass, so the volumes of shops would wait for ever"


@asynccontextmanager
async def _gateway(kubeconfig: Path) -> AsyncIterator[Gateway]:
    async with connect(kubeconfig) as connection:
        yield Gateway(connection)


async def identity(options: Options) -> str:
    """The uid of kube-system, by which state of different clusters is kept apart; `simulated` without a cluster."""
    if options.kubeconfig is None:
        return SIMULATED
    if options.shop_gateway is None:
        raise InTheWay(NO_GATEWAY.format(kubeconfig=options.kubeconfig))
    try:
        async with _gateway(options.kubeconfig) as gateway:
            found = await gateway.get(kinds.NAMESPACE, "kube-system")
    except KubernetesError as error:
        raise InTheWay(f"The cluster of KUBECONFIG={options.kubeconfig} does not answer: {error}") from error
    return str(found["metadata"]["uid"])


async def missing(options: Options) -> list[str]:
    """What a store needs and a real cluster does not have, each with what to do."""
    if options.kubeconfig is None:
        return []
    lacks = []
    async with _gateway(options.kubeconfig) as gateway:
        try:
            policies = await gateway.list(kinds.VALIDATING_ADMISSION_POLICY)
            if not any("storeyard" in item["metadata"]["name"] for item in policies.items):
                lacks.append(NO_POLICY)
            if not (await gateway.list(kinds.STORAGE_CLASS)).items:
                lacks.append(NO_STORAGE)
        except KubernetesError as error:
            lacks.append(f"it could not be seen whether rights, policy and storage are there: {error}")
    return lacks
