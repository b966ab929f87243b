"""The order of applying, digests of what is ours, and the kinds with their addresses."""

import random

import pytest
from hypothesis import given, strategies as st

from shared.domain.types import Manifest
from shared.kubernetes.errors import UnknownKind
from shared.kubernetes.kinds import CONFIG_MAP, DEPLOYMENT, KINDS, NAMESPACE, POD, Kind, kind_of
from shared.kubernetes.order import digest_of, in_waves, version_of

GUARDRAILS = {"ResourceQuota", "LimitRange", "NetworkPolicy", "ServiceAccount"}


def manifest(kind: Kind, name: str = "x") -> Manifest:
    return {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": {"name": name}}


@given(st.lists(st.sampled_from(KINDS)))
def test_guardrails_come_first_then_secrets_and_nothing_is_lost(kinds: list[Kind]) -> None:
    manifests = [manifest(kind, str(number)) for number, kind in enumerate(kinds)]
    guardrails, secrets, others = in_waves(manifests)
    assert sorted([*guardrails, *secrets, *others], key=str) == sorted(manifests, key=str)
    assert {item["kind"] for item in guardrails} <= GUARDRAILS
    assert {item["kind"] for item in secrets} <= {"Secret"}
    assert not {item["kind"] for item in others} & (GUARDRAILS | {"Secret"})


def test_a_kind_of_no_store_is_named_in_the_error() -> None:
    with pytest.raises(UnknownKind, match="Widget"):
        kind_of({"apiVersion": "example.org/v1", "kind": "Widget"})
    with pytest.raises(UnknownKind):
        kind_of({})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found_by_its_manifest(kind: Kind) -> None:
    assert kind_of(manifest(kind)) is kind


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (NAMESPACE.path(name="store-a"), "/api/v1/namespaces/store-a"),
        (NAMESPACE.path(), "/api/v1/namespaces"),
        (POD.path(), "/api/v1/pods"),
        (DEPLOYMENT.path("store-a", "web"), "/apis/apps/v1/namespaces/store-a/deployments/web"),
        (CONFIG_MAP.path("store-a"), "/api/v1/namespaces/store-a/configmaps"),
    ],
)
def test_paths_are_those_of_the_api(path: str, expected: str) -> None:
    assert path == expected


def test_a_name_without_its_namespace_is_a_mistake_and_not_another_object() -> None:
    with pytest.raises(ValueError, match="lives in a namespace"):
        POD.path(name="web-0")


def test_versions_are_numbers_and_what_no_server_has_seen_is_oldest() -> None:
    assert version_of({"metadata": {"resourceVersion": "1000"}}) > version_of({"metadata": {"resourceVersion": "999"}})
    assert version_of({"metadata": {}}) == 0


def owned(fields: object, manager: str = "storeyard", operation: str = "Apply", **more: str) -> Manifest:
    entry = {"manager": manager, "operation": operation, "time": str(random.random()), "fieldsV1": fields}
    return {"metadata": {"managedFields": [{"manager": "kubelet", "operation": "Update"}, entry | more]}}


def test_the_digest_follows_the_fields_that_are_ours_and_nothing_else() -> None:
    fields = {"f:spec": {"f:replicas": {}, "f:paused": {}}}
    turned = {"f:spec": {"f:paused": {}, "f:replicas": {}}}
    assert digest_of(owned(fields)) == digest_of(owned(turned)) != ""
    assert digest_of(owned(fields)) != digest_of(owned({"f:spec": {"f:paused": {}}}))


def test_what_was_posted_has_a_digest_too() -> None:
    assert digest_of(owned({"f:subjects": {}}, operation="Update")) != digest_of(owned({}, operation="Update")) != ""


def test_what_we_never_wrote_has_no_digest() -> None:
    fields = {"f:spec": {}}
    assert digest_of({"metadata": {}}) == digest_of({"metadata": {"managedFields": None}}) == ""
    assert digest_of(owned(fields, manager="kubectl")) == ""
    assert digest_of(owned(fields, subresource="status")) == ""
