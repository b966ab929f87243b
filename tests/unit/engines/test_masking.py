"""What people are shown of a store's objects, and what is hidden from them."""

from typing import Any

import pytest

from shared.domain.redaction import MASK, redacted
from shared.engines.masking import pod_components, secret_values, shown
from shared.engines.registry import ENGINES, engine
from shared.engines.secrets import Secrets
from shared.serialization import dumps
from tests.unit.engines.samples import MASTER_KEY, WORKLOADS, everything, large, small


@pytest.mark.parametrize("engine_id", ENGINES)
def test_all_that_is_applied_is_shown_and_no_secret_with_it(engine_id: str) -> None:
    spec = large(engine_id)
    secrets = Secrets(MASTER_KEY, spec)
    applied = engine(engine_id).manifests(spec, secrets, setup=1)
    inside = shown(spec, setup=1)[2:]
    assert [_bare(one) for one in inside] == [_bare(one) for one in applied]
    assert {value for one in inside if one["kind"] == "Secret" for value in one["data"].values()} == {MASK}
    text = dumps(shown(spec, setup=1)).decode()
    hidden = secret_values(spec, secrets)
    assert hidden
    assert not [secret for secret in hidden if secret in text]


def _bare(manifest: dict[str, Any]) -> dict[str, Any]:
    data = sorted(manifest.get("data", {})) if manifest["kind"] == "Secret" else None
    return manifest | {"data": data}


@pytest.mark.parametrize("engine_id", ENGINES)
def test_every_derived_secret_is_known_as_one(engine_id: str) -> None:
    derived: list[str] = []

    class Noted(Secrets):
        def derive(self, purpose: str, length: int = 32) -> str:
            derived.append(super().derive(purpose, length))
            return derived[-1]

    spec = small(engine_id)
    everything(spec, secrets=Noted(MASTER_KEY, spec))
    assert derived
    text = " ".join(f"<{one}>" for one in derived)
    assert set(redacted(text, secret_values(spec, Secrets(MASTER_KEY, spec))).split()) == {f"<{MASK}>"}


def test_a_secret_within_another_is_not_left_in_pieces() -> None:
    assert redacted("abcdef abc", {"abc", "abcdef", ""}) == f"{MASK} {MASK}"


@pytest.mark.parametrize(
    ("engine_id", "components"),
    [("woocommerce", ("cron", "database", "setup", "web")), ("medusa", ("cache", "database", "setup", "web"))],
)
def test_components_are_those_whose_pods_carry_their_name(engine_id: str, components: tuple[str, ...]) -> None:
    spec = small(engine_id)
    assert pod_components(spec) == components
    assert {one["kind"] for one in shown(spec, setup=1)} & set(WORKLOADS)
