"""Namespace termination: empty it, say what holds it back, let it go when nothing does."""

from services.simulator.controllers import garbage
from services.simulator.controllers.scope import Scope, with_condition
from services.simulator.lifecycle import begin_deletion, save
from services.simulator.records import Record
from shared.domain.types import Manifest


def terminate(scope: Scope, record: Record) -> None:
    """One pass over a namespace that is being deleted."""
    namespace = record.manifest()
    if not scope.wait(scope.namespace_delay, record.created):
        return
    for inside in scope.store.inside(scope.namespace):
        if scope.store.get(*inside.key):
            begin_deletion(scope.store, inside)
    garbage.run(scope)
    left = scope.store.inside(scope.namespace)
    namespace["status"] = {"phase": "Terminating", "conditions": _conditions(namespace, left, scope.now)}
    if not left:
        namespace["spec"] = {"finalizers": []}
    if namespace != record.manifest():
        save(scope.store, record, namespace)


def _conditions(namespace: Manifest, left: list[Record], now: float) -> list[Manifest]:
    held = [finalizer for record in left for finalizer in record.manifest()["metadata"].get("finalizers") or ()]
    content = "Some resources are remaining: " + _listed([f"{record.resource.qualified}" for record in left])
    finalizers = "Some content in the namespace has finalizers remaining: " + _listed(held)
    return [
        _passed(namespace, "NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", now),
        _passed(namespace, "NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", now),
        _passed(namespace, "NamespaceDeletionContentFailure", "ContentDeleted", now),
        _remaining(namespace, "NamespaceContentRemaining", content if left else "", now),
        _remaining(namespace, "NamespaceFinalizersRemaining", finalizers if held else "", now),
    ]


def _listed(names: list[str]) -> str:
    counted = {name: names.count(name) for name in sorted(names)}
    return ", ".join(f"{name} in {count} resource instances" for name, count in counted.items())


def _passed(namespace: Manifest, kind: str, reason: str, now: float) -> Manifest:
    message = "All checks passed (simulated)"
    return with_condition(namespace, kind, holds=False, reason=reason, now=now, message=message)


def _remaining(namespace: Manifest, kind: str, message: str, now: float) -> Manifest:
    finalizers = kind == "NamespaceFinalizersRemaining"
    reason = "SomeFinalizersRemain" if finalizers else "SomeResourcesRemain"
    if not message:
        reason = "ContentHasNoFinalizers" if finalizers else "ContentRemoved"
    text = message or "All content successfully removed"
    return with_condition(namespace, kind, holds=bool(message), reason=reason, now=now, message=text)
