"""A deletion, from hint to receipt (laws 11 and 12)."""

from collections.abc import Mapping

import structlog

from services.worker.begin import POST_LIMIT
from services.worker.tools import Tools, dumped
from shared.domain.failure import Failure
from shared.domain.intents import IntentKind
from shared.domain.jobs import Job
from shared.domain.labels import STATUS, UID, labels_of
from shared.domain.naming import namespace_of
from shared.domain.observation import namespace_view
from shared.domain.receipts import receipt_of
from shared.domain.status import NamespaceView, StoreRecord
from shared.domain.types import Manifest
from shared.domain.unlabelled import unlabelled
from shared.engines import tenancy
from shared.kubernetes.errors import Conflict, Forbidden, NotFound
from shared.kubernetes.kinds import NAMESPACE, PERSISTENT_VOLUME_CLAIM

log = structlog.get_logger()


async def delete(tools: Tools, job: Job) -> None:
    """Marks, deletes with the uid as precondition, or writes the receipt of what is gone."""
    redis_time = await tools.repository.mark.require()
    record = await tools.repository.stores.by_uid(job.uid)
    found = await tools.find(job.name)
    view = namespace_view(found) if found and labels_of(found).get(UID) == job.uid else None
    if not await _is_asked_for(tools, job, record, view):
        log.info("nothing asks for this deletion")
    elif record is not None and (failure := _lost_its_labels(found, record)):
        log.error("the namespace lost its labels and cannot be deleted by us; put them back", store=record.name)
        await tools.hindered(record.uid, failure)
    elif view is None and record is not None:
        await _write_receipt(tools, record, redis_time)
    elif view is not None and found is not None and not view.terminating:
        await _delete(tools, view, tenancy.lost_labels(view.spec, labels_of(found)))


async def _is_asked_for(tools: Tools, job: Job, record: StoreRecord | None, view: NamespaceView | None) -> bool:
    if record and record.intent and record.intent.kind is IntentKind.DELETE:
        return True
    if view is not None and view.status.deleting_at is not None:
        return True
    receipt = await tools.repository.stores.receipt(job.uid)
    return receipt is not None and receipt.cause == "requested"


def _lost_its_labels(found: Manifest | None, record: StoreRecord) -> Failure | None:
    """Whether the namespace stands there without our labels: then nothing is gone, and nothing may be touched."""
    seen = record.namespace
    if found is None or seen is None or found["metadata"]["uid"] != seen.cluster_uid:
        return None
    return unlabelled(seen.spec, labels_of(found))


async def _delete(tools: Tools, view: NamespaceView, labels: Mapping[str, str]) -> None:
    """The mark first, with a resourceVersion; then the DELETE, which only this very namespace can feel."""
    namespace = namespace_of(view.name)
    try:
        if view.status.deleting_at is None:
            status = view.status.model_copy(
                update={"deleting_at": tools.now, "volumes": await _volumes(tools, namespace)}
            )
            view = await tools.patch(view, {STATUS: dumped(status)}, labels)
        await tools.gateway.delete(NAMESPACE, namespace, uid=view.cluster_uid)
    except (Conflict, NotFound):
        log.info("the namespace changed meanwhile; a later job decides again")


async def _volumes(tools: Tools, namespace: str) -> tuple[str, ...]:
    """What goes with the namespace; unknown where the worker's rights in it were never set up, or taken away."""
    try:
        claims = await tools.gateway.list(PERSISTENT_VOLUME_CLAIM, namespace=namespace)
    except Forbidden:
        return ()
    return tuple(
        f"volume {claim['metadata']['name']} ({claim['spec']['resources']['requests']['storage']})"
        for claim in claims.items
    )


async def _write_receipt(tools: Tools, record: StoreRecord, redis_time: float) -> None:
    """Not before every POST that was read from the create intent has passed its limit."""
    intent, seen = record.intent, record.namespace
    if seen is None and intent is not None and redis_time < intent.at + POST_LIMIT + tools.settings.kubernetes.timeout:
        return
    receipt = receipt_of(record, finished_at=redis_time)
    seconds = tools.settings.reconciler.receipt_seconds
    as_of = seen.resource_version if seen else 0
    log.info("receipt", result=await tools.repository.stores.end(tools.epoch, receipt, as_of=as_of, seconds=seconds))
