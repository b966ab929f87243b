"""What the worker needs before its first store: rights, fence, its cluster, its key (DESIGN section 7; issue 5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.worker.tools import Tools
from shared.domain.preflight import PreflightCheck, failed, passed, unchecked
from shared.domain.types import Manifest
from shared.engines.secrets import key_id
from shared.engines.tenancy import STORE_MANAGER
from shared.kubernetes.errors import BadRequest, Forbidden, Invalid, NotFound
from shared.kubernetes.identity import cluster_uid
from shared.kubernetes.kinds import Right
from shared.preflight import Check

RBAC = "rbac.authorization.k8s.io"
RIGHTS = (
    *(Right(verb, "", "namespaces") for verb in ("get", "create", "patch", "delete")),
    Right("create", RBAC, "rolebindings"),
    Right("bind", RBAC, "clusterroles", STORE_MANAGER),
)
"""What deploy/helm/storeyard/files/rights/worker.yaml grants; a test holds them together."""
CHART = "Install the chart of this release (helm upgrade --install storeyard deploy/helm/storeyard), or bind its roles."
FENCE = (
    "Install the chart's admission policies (templates/admission.yaml) for the user that the worker runs as: "
    "without them its rights amount to every Secret of the cluster."
)
NAMED_MAX = 3
STRAY = "storeyard-preflight"
"""No store's namespace, so the policy must refuse it; it is asked for as a dry run and never made."""
_POLICY = "ValidatingAdmissionPolicy"


def checks(tools: Tools) -> Mapping[str, Check]:
    """By name, in the order in which they are told."""
    worker = _Worker(tools)
    return {
        "rights": worker.rights,
        "admission-policy": worker.fence,
        "cluster-identity": worker.identity,
        "master-key": worker.key,
    }


def judge_rights(answers: Mapping[Right, bool]) -> PreflightCheck:
    """What the API server says about our own rights."""
    lacking = [str(right) for right, given in answers.items() if not given]
    if lacking:
        return failed("rights", f"the cluster does not let the worker {', '.join(lacking)}.", CHART)
    return passed("rights", f"all {len(answers)} that the worker needs")


def judge_identity(cluster: str, marked: str) -> PreflightCheck:
    """Whether the state in Redis is about this very cluster."""
    if marked and marked != cluster:
        return failed(
            "cluster-identity",
            f"this Redis holds the stores of cluster {marked}, the worker is connected to {cluster}.",
            "Use another Redis (or STOREYARD_REDIS__PREFIX) for this cluster, or the kubeconfig of the other one.",
        )
    return passed("cluster-identity", cluster) if marked else unchecked("cluster-identity", "no store was listed yet")


def judge_key(mine: str, others: Mapping[str, str]) -> PreflightCheck:
    """`others`: names of stores to the ids of their master keys, where these are not ours."""
    if not others:
        return passed("master-key", f"key {mine}, and no store is made with another one")
    named = ", ".join(f"“{name}” ({key})" for name, key in sorted(others.items())[:NAMED_MAX])
    return failed(
        "master-key",
        f"{len(others)} stores were made with a master key that this worker does not hold ({mine}): {named}.",
        "Give the workers that key back (STOREYARD_MASTER_KEY_FILE); see docs/diagnosis/key-unknown.md.",
    )


def strays() -> tuple[Manifest, Manifest]:
    """Two writes that no fenced worker may do: a namespace that is no store, rights in a namespace that is none."""
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": STRAY}}
    role = {"apiGroup": RBAC, "kind": "ClusterRole", "name": STORE_MANAGER}
    binding = {"apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": {"name": STRAY, "namespace": "default"}}
    return namespace, binding | {"roleRef": role, "subjects": []}


@dataclass(frozen=True)
class _Worker:
    tools: Tools

    async def rights(self) -> PreflightCheck:
        try:
            return judge_rights({right: await self.tools.gateway.may(right) for right in RIGHTS})
        except NotFound:
            return unchecked("rights", "this API server answers no access reviews")

    async def fence(self) -> PreflightCheck:
        for stray in strays():
            try:
                await self.tools.gateway.create(stray, dry_run=True)
            except (Forbidden, Invalid) as error:
                if _POLICY not in error.message:
                    return failed("admission-policy", f"cannot be seen: {error.message}", CHART)
            except BadRequest as error:
                return unchecked("admission-policy", f"this API server makes no dry run ({error.message})")
            else:
                outside = f"{stray['kind']} {STRAY}"
                return failed("admission-policy", f"the worker may write outside its stores ({outside}).", FENCE)
        return passed("admission-policy", "it refuses what lies outside stores")

    async def identity(self) -> PreflightCheck:
        return judge_identity(await cluster_uid(self.tools.gateway), await self.tools.repository.mark.cluster())

    async def key(self) -> PreflightCheck:
        mine = key_id(self.tools.settings.master_key)
        others: dict[str, str] = {}
        async for record in self.tools.repository.stores.everything():
            if record.namespace is not None and record.namespace.spec.key_id not in ("", mine):
                others[record.name] = record.namespace.spec.key_id
        return judge_key(mine, others)
