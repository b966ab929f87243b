"""Every object is valid by the API's own schemas, unknown fields refused."""

import kubernetes_validate
import pytest

from shared.domain.types import Manifest
from tests.unit.engines.samples import CASES, build, everything, small

VERSIONS = ("1.31", "1.37")
"""The oldest and the newest release that is looked at."""


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES)
def test_every_object_is_valid_for(case: str, version: str) -> None:
    spec, setup = CASES[case]
    for manifest in everything(spec, setup=setup):
        if manifest["kind"] == "HTTPRoute":
            continue  # its schema is Gateway API's own definition: tests/cluster applies it
        assert kubernetes_validate.validate(manifest, version, strict=True) == version


def test_the_schemas_refuse_a_misspelt_field() -> None:
    deployment: Manifest = next(m for m in build(small("medusa")) if m["kind"] == "Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment, VERSIONS[-1], strict=True)
