"""During a rolling upgrade processes read what a newer release wrote: what they do not know, they pass over."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from shared.domain.intents import Intent
from shared.domain.jobs import Job
from shared.domain.labels import CLAIM, SPEC, STATUS
from shared.domain.observation import namespace_view
from shared.domain.preflight import PreflightReport
from shared.domain.receipts import Receipt
from shared.domain.status import Claim, StoreRecord, StoreStatus
from shared.domain.store import Exposure, GatewayRef, StoreOrder, StoreSpec, pin
from tests.unit import factory

ROUTED = Exposure(kind="HTTPRoute", gateway=GatewayRef(name="shops", namespace="gateways"))
READ_BACK = (StoreSpec, Claim, StoreStatus, StoreRecord, Intent, Receipt, Job, PreflightReport)


def newer(value: Any) -> Any:
    """As a release writes it that knows one more field of every model."""
    match value:
        case BaseModel():
            fields = {key: newer(getattr(value, key)) for key in type(value).model_fields}
            return fields | {"fromALaterRelease": {"any": ["thing"]}}
        case tuple():
            return [newer(each) for each in value]
        case _:
            return value


def pinned() -> StoreSpec:
    defaults = factory.DEFAULTS.model_copy(update={"exposure": ROUTED})
    order, spec = StoreOrder(name="demo", engine="medusa"), factory.spec()
    return pin(order, uid=spec.uid, owner="ada", release=spec.release, plan=spec.plan, defaults=defaults)


def test_a_namespace_that_a_newer_release_wrote_is_read() -> None:
    known = factory.view(conditions=(factory.SELLS,), timeline=(), digests={"Secret/web": "1"})
    holder = factory.claim()
    seen = factory.namespace(known)
    notes = {SPEC: pinned(), CLAIM: holder, STATUS: known.status}
    seen["metadata"]["annotations"] = {key: json.dumps(newer(value)) for key, value in notes.items()}
    read = namespace_view(seen)
    assert (read.spec, read.claim, read.status) == (pinned(), holder, known.status)
    assert read.spec.exposure.proxies == "gateways"


def models(root: Any) -> Iterator[type[BaseModel]]:
    """Every model that is part of it."""
    if isinstance(root, type) and issubclass(root, BaseModel):
        yield root
        for field in root.model_fields.values():
            yield from models(field.annotation)
    for argument in get_args(root):
        yield from models(argument)


@pytest.mark.parametrize("root", READ_BACK, ids=lambda root: root.__name__)
def test_nothing_that_is_read_back_forbids_what_it_does_not_know(root: type[BaseModel]) -> None:
    assert [model.__name__ for model in models(root) if model.model_config.get("extra") == "forbid"] == []


@pytest.mark.parametrize("wrong", [{"ingresClass": "nginx"}, {"gateway": {"name": "a", "namespace": "b", "port": 1}}])
def test_a_setting_that_does_not_exist_is_refused_all_the_same(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="forbidden"):
        Exposure.model_validate(wrong)


def test_a_way_in_that_this_release_cannot_build_is_not_taken_for_another_one() -> None:
    written = newer(pinned())
    written["exposure"]["kind"] = "TLSRoute"
    with pytest.raises(ValidationError, match=r"exposure\.kind"):
        StoreSpec.model_validate(written)
