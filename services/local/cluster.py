"""A real cluster instead of the simulator: who it is."""

from services.local.options import Options
from services.local.state import InTheWay
from shared.kubernetes.client import connect
from shared.kubernetes.errors import KubernetesError
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.identity import cluster_uid

SIMULATED = "simulated"

NO_GATEWAY = (
    "KUBECONFIG={kubeconfig} is set, so stores would be made on that real cluster, and STOREYARD_SHOP_GATEWAY is not: "
    "it is the host:port at which this machine reaches the cluster's ingress, so that shops can be verified.\n"
    "Set it, or use the simulated cluster: make run KUBECONFIG="
)


async def identity(options: Options) -> str:
    """The uid of kube-system, by which state of different clusters is kept apart; `simulated` without a cluster."""
    if options.kubeconfig is None:
        return SIMULATED
    if options.shop_gateway is None:
        raise InTheWay(NO_GATEWAY.format(kubeconfig=options.kubeconfig))
    try:
        async with connect(options.kubeconfig) as connection:
            return await cluster_uid(Gateway(connection))
    except KubernetesError as error:
        raise InTheWay(f"The cluster of KUBECONFIG={options.kubeconfig} does not answer: {error}") from error
