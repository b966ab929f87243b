"""Records and intents as they lie in Redis."""

from shared.domain.changes import StoreChange
from shared.domain.check import Check
from shared.domain.intents import Intent, IntentKind
from shared.domain.status import NamespaceView, StoreRecord, WorkloadView
from shared.domain.store import StoreSpec
from shared.domain.types import StoreName, Uid


def intent_of(uid: str, raw: str) -> Intent:
    """The intent from its header line and JSON; number and time of the acceptance are Redis' own."""
    head, _, body = raw.partition("\n")
    epoch, n, at, kind, name, attempt = head.split(" ")
    owner, _, payload = body.partition("\n")
    identity = (int(epoch), int(n))
    spec, change = ("", payload) if kind == IntentKind.CHANGE else (payload, "")
    return Intent(
        kind=IntentKind(kind),
        id=identity,
        uid=Uid(uid),
        name=StoreName(name),
        owner=owner,
        at=float(at),
        spec=accepted(StoreSpec.model_validate_json(spec), identity, float(at), kind) if spec else None,
        change=StoreChange.model_validate_json(change) if change else None,
        attempt=int(attempt),
    )


def accepted(spec: StoreSpec, identity: tuple[int, int], at: float, kind: str) -> StoreSpec:
    """The spec with what the acceptance added to it."""
    update: dict[str, object] = {"intent": identity}
    if kind == IntentKind.CREATE:
        update["created_at"] = at
    return spec.model_copy(update=update)


def intent_body(owner: str, payload: StoreSpec | StoreChange | None) -> str:
    """What follows the header line that the script writes."""
    return f"{owner}\n{payload.model_dump_json() if payload else ''}"


def version_of(record: StoreRecord) -> str:
    """What `intend.lua` compares: the intent and the version of the namespace that a decision was made on."""
    intent = "{} {}".format(*record.intent.id) if record.intent else ""
    return f"{intent}/{record.namespace.resource_version if record.namespace else ''}"


def record_of(row: list[str]) -> StoreRecord:
    """A record from what the scripts return: uid, name, ns, wl, progress, check, intent."""
    uid, name, namespace, workloads, progress, check, intent = row
    return StoreRecord(
        uid=Uid(uid),
        name=StoreName(name),
        namespace=NamespaceView.model_validate_json(namespace) if namespace else None,
        workloads=WorkloadView.model_validate_json(workloads) if workloads else None,
        intent=intent_of(uid, intent) if intent else None,
        progress=progress,
        check=Check.model_validate_json(check) if check else None,
    )
