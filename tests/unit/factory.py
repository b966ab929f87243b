"""Values that many tests need."""

from typing import Any

from shared.domain.changes import StoreChange
from shared.domain.intents import Intent, IntentKind
from shared.domain.status import Claim, Condition, NamespaceView, StoreRecord, StoreStatus
from shared.domain.store import Exposure, PlatformDefaults, StoreOrder, StoreSpec, pin
from shared.domain.types import Manifest, StoreName, Uid
from shared.engines.plans import PLANS
from shared.engines.registry import engine

DEFAULTS = PlatformDefaults(
    installation="storeyard",
    scheme="http",
    base_domain="localhost",
    port=None,
    exposure=Exposure(),
    storage_class=None,
    image_pull_secrets=(),
)


def spec(
    name: str = "demo", *, uid: str = "u1", owner: str = "ada", engine_id: str = "woocommerce", **more: Any
) -> StoreSpec:
    pinned = pin(
        StoreOrder(name=name, engine=engine_id),
        uid=Uid(uid),
        owner=owner,
        release=engine(engine_id).release,
        plan=PLANS["small"],
        defaults=DEFAULTS,
    )
    return pinned.model_copy(update={"intent": (1, 1), "created_at": 1000.0, **more})


def condition(kind: str, status: str = "True", generation: int = 1) -> Condition:
    return Condition.model_validate(
        {"type": kind, "status": status, "reason": "Test", "message": "as the test says"}
        | {"observed_generation": generation, "last_transition_time": 1.0}
    )


APPLIED = condition("Applied")
SELLS = condition("CommerceReady")
SELLS_NOT = condition("CommerceReady", "False")


def view(
    *, uid: str = "u1", rv: int = 10, claim: Claim | None = None, terminating: bool = False, **status: Any
) -> NamespaceView:
    return NamespaceView(
        name=StoreName("demo"),
        uid=Uid(uid),
        cluster_uid=f"cluster-{uid}",
        resource_version=rv,
        spec=spec(uid=uid),
        claim=claim,
        status=StoreStatus(attempt=1, attempt_started_at=1000.0, **status),
        terminating=terminating,
    )


def intent(
    kind: IntentKind,
    *,
    identity: tuple[int, int] = (1, 1),
    uid: str = "u1",
    at: float = 1000.0,
    attempt: int = 0,
    change: StoreChange | None = None,
) -> Intent:
    return Intent(
        kind=kind,
        id=identity,
        uid=Uid(uid),
        name=StoreName("demo"),
        owner="ada",
        at=at,
        spec=spec(uid=uid) if kind is IntentKind.CREATE else None,
        change=change or (StoreChange(protected=True) if kind is IntentKind.CHANGE else None),
        attempt=attempt,
    )


def record(namespace: NamespaceView | None = None, asked: Intent | None = None, **more: Any) -> StoreRecord:
    return StoreRecord(uid=Uid("u1"), name=StoreName("demo"), namespace=namespace, intent=asked, **more)


def claim(*, holder: str = "h1", attempt: int = 1, beat: int = 0) -> Claim:
    return Claim(attempt=attempt, holder=holder, seconds=15.0, beat=beat)


def namespace(seen: NamespaceView) -> Manifest:
    """The namespace that says what the view shows."""
    labels = {"storeyard.dev/uid": seen.uid}
    notes = {"storeyard.dev/spec": seen.spec.model_dump_json(), "storeyard.dev/status": seen.status.model_dump_json()}
    meta = {"name": f"store-{seen.name}", "uid": seen.cluster_uid, "resourceVersion": str(seen.resource_version)}
    return {"kind": "Namespace", "metadata": meta | {"labels": labels, "annotations": notes}}
