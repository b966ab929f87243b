"""From an order to what it would come to: pure."""

from collections.abc import Iterable

from services.api.bodies import Fault
from services.api.planning.models import DraftView, DryRun, NeedsView, RefusalView
from services.api.problems import Problem
from services.api.stores.views import specified
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.masking import FIRST_SETUP, shown


def refusal_of(reason: Fault | Problem) -> RefusalView:
    """A fault of a field, or a problem with the state of the platform."""
    detail, field = (reason.message, reason.field) if isinstance(reason, Fault) else (str(reason), None)
    return RefusalView(code=reason.kind.slug, title=reason.kind.title, detail=detail, field=field)


def dry_run(spec: StoreSpec | None, reasons: Iterable[Fault | Problem]) -> DryRun:
    """The whole answer."""
    refusals = [refusal_of(reason) for reason in reasons]
    if spec is None:
        return DryRun(store=None, manifests=[], needs=None, refusals=refusals)
    manifests = shown(spec, setup=FIRST_SETUP)
    return DryRun(store=_draft(spec), manifests=manifests, needs=_needs(manifests), refusals=refusals)


def _draft(spec: StoreSpec) -> DraftView:
    known = {"name": spec.name, "owner": spec.owner} | specified(spec)
    return DraftView.model_validate({field: known[field] for field in DraftView.model_fields})


def _needs(manifests: Iterable[Manifest]) -> NeedsView:
    hard = next(one["spec"]["hard"] for one in manifests if one["kind"] == "ResourceQuota")
    return NeedsView(
        cpu=hard["requests.cpu"],
        cpu_limit=hard["limits.cpu"],
        memory=hard["requests.memory"],
        storage=hard["requests.storage"],
        pods=int(hard["pods"]),
    )
