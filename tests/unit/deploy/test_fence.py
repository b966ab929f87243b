"""R17: the policy that confines the worker, as far as it can be read; the real API server decides in tests/cluster."""

import pytest

from tests.unit.deploy.conftest import VALUES, Render, Rendered

POLICIES = ("storeyard-worker-namespaces", "storeyard-worker-objects")
SECOND = ("--set", "installation=second", "--set", "rights.createStoreManager=false", "--namespace", "elsewhere")


def test_every_validation_refuses_as_forbidden_and_nothing_passes_when_it_cannot_be_judged(rendered: Rendered) -> None:
    for policy in rendered.of("ValidatingAdmissionPolicy"):
        assert policy["spec"]["failurePolicy"] == "Fail"
        assert {check["reason"] for check in policy["spec"]["validations"]} == {"Forbidden"}


def test_the_policies_are_about_the_worker_alone(rendered: Rendered) -> None:
    for policy in rendered.of("ValidatingAdmissionPolicy"):
        (condition,) = policy["spec"]["matchConditions"]
        assert condition["expression"] == (
            "request.userInfo.username == 'system:serviceaccount:storeyard:storeyard-worker'"
        )


def test_they_cover_namespaces_and_all_that_is_in_one(rendered: Rendered) -> None:
    covered = {
        policy["metadata"]["name"]: (rule["scope"], set(rule["resources"]), set(rule["operations"]))
        for policy in rendered.of("ValidatingAdmissionPolicy")
        for rule in policy["spec"]["matchConstraints"]["resourceRules"]
    }
    writes = {"CREATE", "UPDATE", "DELETE"}
    assert covered == {
        POLICIES[0]: ("Cluster", {"namespaces", "namespaces/*"}, writes),
        POLICIES[1]: ("Namespaced", {"*/*"}, writes | {"CONNECT"}),
    }


@pytest.mark.parametrize("kind", ["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"])
def test_they_stand_before_the_workers_rights_and_stay_through_an_upgrade(rendered: Rendered, kind: str) -> None:
    for name in POLICIES:
        released, hook = (m for m in rendered.of(kind) if m["metadata"]["name"] == name)  # Helm prints hooks last
        assert hook["metadata"]["annotations"]["helm.sh/hook"] == "pre-install"
        assert "helm.sh/hook" not in released["metadata"]["annotations"]
        assert hook["spec"] == released["spec"]
        owner = {"meta.helm.sh/release-name": "storeyard", "meta.helm.sh/release-namespace": "storeyard"}
        assert owner.items() <= hook["metadata"]["annotations"].items()
        assert hook["metadata"]["labels"]["app.kubernetes.io/managed-by"] == "Helm"


def test_each_policy_is_bound_and_denies(rendered: Rendered) -> None:
    bindings = [binding["spec"] for binding in rendered.of("ValidatingAdmissionPolicyBinding")]
    assert {spec["policyName"] for spec in bindings} == set(POLICIES)
    assert all(spec["validationActions"] == ["Deny"] for spec in bindings)


def test_two_installations_of_a_cluster_share_no_name_but_the_store_manager(render: Render) -> None:
    def names(rendered: Rendered) -> set[tuple[str, str]]:
        return {(m["kind"], m["metadata"]["name"]) for m in rendered.objects if "namespace" not in m["metadata"]}

    assert not names(render(*VALUES["local"])) & names(render(*SECOND))
