"""HTTPRoutes of stores against Gateway API's own definition, which cluster-up installs."""

import pytest

from shared.domain.store import Exposure, GatewayRef, StoreSpec
from shared.domain.types import Manifest
from shared.engines.exposure import way_in
from shared.kubernetes.errors import Invalid
from tests.cluster.place import ON_A_CLUSTER
from tests.contract.server import Server
from tests.unit.engines.samples import spec_of

pytestmark = ON_A_CLUSTER


def routed(**gateway: object) -> StoreSpec:
    """Also with what the settings would refuse."""
    ref = GatewayRef.model_construct(**{"name": "shops", "namespace": "gateways", "section": None} | gateway)
    return spec_of("medusa", exposure=Exposure.model_construct(kind="HTTPRoute", gateway=ref))


def hosted(host: str) -> StoreSpec:
    spec = routed()
    return spec.model_copy(update={"address": spec.address.model_copy(update={"host": host})})


async def apply(admin: Server, namespace: str, spec: StoreSpec) -> Manifest:
    manifest = way_in(spec)
    manifest["metadata"]["namespace"] = namespace
    return await admin.apply(manifest)


@pytest.mark.parametrize("spec", [routed(), routed(section="https")])
async def test_a_route_is_taken_as_it_is_built_and_applied_again_changes_nothing(
    admin: Server, spec: StoreSpec
) -> None:
    namespace = await admin.namespace()
    first = await apply(admin, namespace, spec)
    (rule,) = first["spec"]["rules"]
    assert rule["matches"] == [{"path": {"type": "PathPrefix", "value": "/"}}]
    assert first["spec"]["hostnames"] == ["bakery.localhost"]
    again = await apply(admin, namespace, spec)
    assert again["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]


@pytest.mark.parametrize(
    ("spec", "named"),
    [
        (routed(name=""), "parentRefs"),
        (routed(namespace="Gateways"), "parentRefs"),
        (routed(section="not a name"), "sectionName"),
        (hosted("192.0.2.1:80"), "hostnames"),
        (hosted("Bakery"), "hostnames"),
    ],
)
async def test_a_reference_that_cannot_be_is_refused(admin: Server, spec: StoreSpec, named: str) -> None:
    with pytest.raises(Invalid, match=named):
        await apply(admin, await admin.namespace(), spec)
