"""Controllers of a few lines: addresses, routes, quota figures, what every namespace has."""

from services.simulator import quota
from services.simulator.controllers.scope import Scope, with_condition

CONTROLLER = "storeyard.dev/simulator"


def run_ingresses(scope: Scope) -> None:
    """An address for every Ingress: the shop server's."""
    for ingress in scope.all("ingresses"):
        scope.update({**ingress, "status": {"loadBalancer": {"ingress": [{"ip": "127.0.0.1"}]}}})


def run_routes(scope: Scope) -> None:
    """Every HTTPRoute is accepted by its gateways."""
    for route in scope.all("httproutes"):
        before = {"status": ((route.get("status") or {}).get("parents") or [{}])[0]}
        accepted = with_condition(before, "Accepted", holds=True, reason="Accepted", now=scope.now)
        parents = [
            {"parentRef": parent, "controllerName": CONTROLLER, "conditions": [accepted]}
            for parent in route["spec"].get("parentRefs") or ()
        ]
        scope.update({**route, "status": {"parents": parents}})


def run_quotas(scope: Scope) -> None:
    """`status.hard` and `status.used` of every quota."""
    for each in scope.all("resourcequotas"):
        scope.update(quota.with_status(scope.store, each))


def run_defaults(scope: Scope) -> None:
    """The ServiceAccount and the ConfigMap that Kubernetes puts into every namespace."""
    if scope.store.get("serviceaccounts", scope.namespace, "default") is None:
        scope.create("serviceaccounts", {"metadata": {"name": "default"}})
    if scope.store.get("configmaps", scope.namespace, "kube-root-ca.crt") is None:
        scope.create("configmaps", {"metadata": {"name": "kube-root-ca.crt"}, "data": {"ca.crt": ""}})
