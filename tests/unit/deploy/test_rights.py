"""R16: the rules are kept once, as YAML in the chart, and grant nothing that amounts to the cluster."""

import pytest

from services.reconciler.observe import METADATA_KINDS
from shared.engines.tenancy import STORE_MANAGER, WORKER_ACCOUNT
from shared.kubernetes.kinds import (
    CLUSTER_ROLE,
    INGRESS_CLASS,
    JOB,
    NAMESPACE,
    POD,
    ROLE_BINDING,
    SECRET,
    STORAGE_CLASS,
)
from tests.rights import grants, rules
from tests.unit.deploy.conftest import Rendered

FILES = ("worker", "store-manager", "reconciler")
READ = {"get", "list", "watch"}
CLASSES = {INGRESS_CLASS, STORAGE_CLASS}
"""No part of a store; the reconciler's preflight lists them, and nobody watches them."""


@pytest.mark.parametrize("name", FILES)
def test_no_rule_holds_a_word_that_amounts_to_the_cluster(name: str) -> None:
    forbidden = {"*", "escalate", "impersonate", "deletecollection", "approve", "sign", "nodes/proxy"}
    forbidden |= {"serviceaccounts/token", "pods/exec", "pods/attach", "pods/portforward"}
    assert not forbidden & {word for grant in grants(name) for word in grant}
    assert all("nonResourceURLs" not in rule for rule in rules(name))


@pytest.mark.parametrize("name", FILES)
def test_bind_is_granted_on_the_one_named_role_only(name: str) -> None:
    binding = [rule for rule in rules(name) if "bind" in rule["verbs"]]
    expected = [{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"], "verbs": ["bind"]}]
    assert binding == ([expected[0] | {"resourceNames": [STORE_MANAGER]}] if name == "worker" else [])


def test_the_worker_has_cluster_wide_only_namespaces_and_the_posting_of_role_bindings() -> None:
    rbac = "rbac.authorization.k8s.io"
    namespaces = {("", "namespaces", verb) for verb in ("get", "create", "patch", "delete")}
    assert grants("worker") == namespaces | {(rbac, "rolebindings", "create"), (rbac, "clusterroles", "bind")}


def test_nobody_reads_a_secret() -> None:
    verbs = {name: {verb for _, resource, verb in grants(name) if resource == "secrets"} for name in FILES}
    assert verbs == {"worker": set(), "store-manager": {"create", "patch"}, "reconciler": set()}


def test_the_reconciler_only_looks() -> None:
    assert {verb for _, _, verb in grants("reconciler")} == READ


def test_the_reconciler_sees_every_kind_that_it_watches_or_looks_at_before_and_no_other() -> None:
    watched = {NAMESPACE, POD, JOB, *METADATA_KINDS, *CLASSES, CLUSTER_ROLE}
    wanted = {(kind.api_version.rpartition("/")[0], kind.plural) for kind in watched}
    assert {(group, resource) for group, resource, _ in grants("reconciler")} == wanted


def test_the_reconciler_lists_the_classes_and_no_more() -> None:
    verbs = {verb for _, resource, verb in grants("reconciler") if resource in {kind.plural for kind in CLASSES}}
    assert verbs == {"list"}


def test_the_reconciler_reads_the_one_role_that_the_worker_binds_and_no_other() -> None:
    reading = [rule for rule in rules("reconciler") if CLUSTER_ROLE.plural in rule["resources"]]
    assert reading == [
        {
            "apiGroups": ["rbac.authorization.k8s.io"],
            "resources": ["clusterroles"],
            "resourceNames": [STORE_MANAGER],
            "verbs": ["get"],
        }
    ]


def test_the_store_manager_applies_every_kind_that_a_store_is_made_of() -> None:
    made = {SECRET, JOB, *METADATA_KINDS} - {ROLE_BINDING}
    applied = {(kind.api_version.rpartition("/")[0], kind.plural) for kind in made}
    for verb in ("create", "patch"):
        assert {(group, resource) for group, resource, granted in grants("store-manager") if granted == verb} == applied


def test_the_store_manager_widens_no_rights_and_may_only_take_away_a_binding_that_was_changed() -> None:
    rbac = {(resource, verb) for group, resource, verb in grants("store-manager") if group.startswith("rbac")}
    assert rbac == {("rolebindings", "get"), ("rolebindings", "delete")}


def test_the_chart_renders_the_files_and_binds_them_to_their_accounts(rendered: Rendered) -> None:
    roles = {role["metadata"]["name"]: role["rules"] for role in rendered.of("ClusterRole")}
    bound = {
        binding["roleRef"]["name"]: [subject["name"] for subject in binding["subjects"]]
        for binding in rendered.of("ClusterRoleBinding")
    }
    assert roles == {f"storeyard-{name}": rules(name) for name in FILES}
    assert bound == {"storeyard-worker": [WORKER_ACCOUNT], "storeyard-reconciler": ["storeyard-reconciler"]}
    assert not rendered.of("Role")
    assert not rendered.of("RoleBinding")


def test_the_api_has_neither_token_nor_rights(rendered: Rendered) -> None:
    tokens = {name: pod["automountServiceAccountToken"] for name, pod in rendered.pods().items()}
    expected = {"api": False, "worker": True, "reconciler": True, "valkey": False}
    assert tokens == {f"storeyard-{name}": token for name, token in expected.items()}
    assert all(account["automountServiceAccountToken"] is False for account in rendered.of("ServiceAccount"))
