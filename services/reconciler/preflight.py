"""What the reconciler can see and the worker may not: its own rights, what new stores take for granted (ADR 0009)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.reconciler.observe import METADATA_KINDS
from shared.domain.preflight import PreflightCheck, failed, passed, unchecked
from shared.domain.types import Manifest
from shared.engines.tenancy import STORE_MANAGER
from shared.kubernetes.errors import Forbidden, NotFound
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import (
    CLUSTER_ROLE,
    HTTP_ROUTE,
    INGRESS_CLASS,
    JOB,
    NAMESPACE,
    POD,
    STORAGE_CLASS,
    Kind,
    Right,
)
from shared.preflight import Check
from shared.settings import StoresSettings

WATCHED = (NAMESPACE, POD, JOB, *METADATA_KINDS)
GATEWAY_API = "Install the CRDs of Gateway API (standard channel), or set STOREYARD_STORES__EXPOSURE (kind) to Ingress."
CHART = "Install the chart of this release (helm upgrade --install storeyard deploy/helm/storeyard), or bind its roles."
SHARED_ROLE = (
    "Let one release of the cluster make it (rights.createStoreManager=true, the chart's default), or make it by hand "
    "with the rules of deploy/helm/storeyard/files/rights/store-manager.yaml."
)
DEFAULT_STORAGE = "storageclass.kubernetes.io/is-default-class"
DEFAULT_INGRESS = "ingressclass.kubernetes.io/is-default-class"


def checks(gateway: Gateway, stores: StoresSettings) -> Mapping[str, Check]:
    """By name, in the order in which they are told."""
    reconciler = _Reconciler(gateway, stores)
    routed = stores.exposure.kind == "HTTPRoute"
    way_in: dict[str, Check] = (
        {"gateway": reconciler.gateway_api} if routed else {"ingress-class": reconciler.ingress_class}
    )
    always = {
        "rights": reconciler.rights,
        "store-manager": reconciler.store_manager,
        "storage-class": reconciler.storage_class,
    }
    return always | way_in


def judge_class(
    name: str, wanted: str | None, found: Iterable[Manifest], *, default: str, setting: str
) -> PreflightCheck:
    """Whether the class of the settings is there, or a default one where they name none."""
    marks = {each["metadata"]["name"]: (each["metadata"].get("annotations") or {}).get(default) for each in found}
    known = f"the cluster has {', '.join(sorted(marks)) or 'none'}"
    if wanted is not None:
        if wanted in marks:
            return passed(name, wanted)
        return failed(name, f"“{wanted}” does not exist; {known}.", f"Make it, or set {setting} to one that is there.")
    standing = [each for each, mark in marks.items() if mark == "true"]
    if standing:
        return passed(name, f"{standing[0]}, the cluster's default")
    return failed(name, f"none is named and no default is marked; {known}.", f"Set {setting}, or mark a default.")


@dataclass(frozen=True)
class _Reconciler:
    gateway: Gateway
    stores: StoresSettings

    async def rights(self) -> PreflightCheck:
        try:
            lacking = [
                str(right)
                for kind in WATCHED
                for verb in ("list", "watch")
                if not await self.gateway.may(right := Right.of(verb, kind))
            ]
        except NotFound:
            return unchecked("rights", "this API server answers no access reviews")
        if lacking:
            return failed("rights", f"the cluster does not let the reconciler {', '.join(lacking)}.", CHART)
        return passed("rights", f"all of {len(WATCHED)} kinds")

    async def store_manager(self) -> PreflightCheck:
        """Whether the role that the worker binds in each store is there: reviews allow to bind what does not exist."""
        try:
            await self.gateway.get(CLUSTER_ROLE, STORE_MANAGER)
        except NotFound as error:
            if not error.is_about(STORE_MANAGER):
                return unchecked("store-manager", "this API server has no ClusterRoles")
            message = f"the ClusterRole “{STORE_MANAGER}” does not exist, so the worker could make nothing in a store."
            return failed("store-manager", message, SHARED_ROLE)
        except Forbidden as error:
            return unchecked("store-manager", f"no right to look at it ({error.message})")
        return passed("store-manager", STORE_MANAGER)

    async def storage_class(self) -> PreflightCheck:
        wanted, setting = self.stores.storage_class, "STOREYARD_STORES__STORAGE_CLASS"
        return await self._class("storage-class", STORAGE_CLASS, wanted, DEFAULT_STORAGE, setting)

    async def ingress_class(self) -> PreflightCheck:
        wanted, setting = self.stores.exposure.ingress_class, "STOREYARD_STORES__EXPOSURE (ingressClass)"
        found = await self._class("ingress-class", INGRESS_CLASS, wanted, DEFAULT_INGRESS, setting)
        if wanted is None and not found.ok:  # some controllers take what names no class
            return unchecked("ingress-class", f"{found.message} Whether a controller takes such Ingresses is its own.")
        return found

    async def gateway_api(self) -> PreflightCheck:
        """Whether HTTPRoutes are served, asked in one namespace; nobody here may look at the Gateway itself."""
        try:
            await self.gateway.list(HTTP_ROUTE, namespace=self.stores.exposure.platform_namespace)
        except NotFound:
            message = f"the cluster serves no HTTPRoute ({HTTP_ROUTE.api_version}), by which stores are exposed."
            return failed("gateway", message, GATEWAY_API)
        except Forbidden as error:
            return unchecked("gateway", f"no right to list HTTPRoutes ({error.message})")
        return passed("gateway", "HTTPRoutes are served; whether the Gateway admits them shows at the first store")

    async def _class(self, name: str, kind: Kind, wanted: str | None, default: str, setting: str) -> PreflightCheck:
        try:
            found = await self.gateway.list(kind)
        except Forbidden as error:
            return unchecked(name, f"no right to list them ({error.message})")
        return judge_class(name, wanted, found.items, default=default, setting=setting)
