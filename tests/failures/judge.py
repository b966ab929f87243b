"""What a history of an experiment must never show, judged from outside: answers, writes and the cluster at the end.

Pure: the same evidence gives the same findings; `tests/failures/test_the_judge.py` shows that each can be found.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from shared.domain.labels import UID, labels_of
from shared.domain.observation import namespace_view
from shared.domain.types import Manifest
from shared.engines.registry import engine
from shared.engines.secrets import Secrets
from tests.failures.evidence import PREFIX, Evidence

Rule = Callable[[Evidence], Iterator[str]]


def lost(evidence: Evidence) -> Iterator[str]:
    """No accepted store is lost."""
    there = {store["uid"] for store in evidence.stores}
    for uid, order in evidence.accepted.items():
        if uid not in there and uid not in evidence.receipts and uid not in evidence.forgotten:
            yield f"lost: {order['name']} ({uid}) was accepted and is nowhere"


def deleted_unasked(evidence: Evidence) -> Iterator[str]:
    """What was never asked to go does not go; by uid, unless a call of unknown outcome asked for the name."""
    asked = evidence.deleted.keys() | evidence.excused
    perhaps = {a.path.removeprefix("/stores/") for a in evidence.perhaps if a.method == "DELETE"}
    for uid, receipt in evidence.receipts.items():
        if receipt["state"] in {"done", "vanished"} and uid not in asked and receipt["name"] not in perhaps:
            yield f"deleted unasked: {receipt['name']} ({uid})"


def not_deleted(evidence: Evidence) -> Iterator[str]:
    """An accepted deletion is carried out: a receipt, and nothing left of that uid."""
    left = {labels_of(o).get(UID) for o in evidence.objects} | {store["uid"] for store in evidence.stores}
    for uid, name in evidence.deleted.items():
        if uid in left:
            yield f"not deleted: {name} ({uid}) is still there although its deletion was accepted"
        elif uid not in evidence.receipts and uid not in evidence.forgotten:
            yield f"not deleted: {name} ({uid}) has no receipt although its deletion was accepted"


def came_back(evidence: Evidence) -> Iterator[str]:
    """A deleted uid stays deleted (law 12)."""
    for namespace in evidence.namespaces:
        receipt = evidence.receipts.get(labels_of(namespace)[UID])
        if receipt and receipt["state"] == "done":
            yield f"came back: {namespace['metadata']['name']} is there after its receipt"


def stuck(evidence: Evidence) -> Iterator[str]:
    """Every store ends in a verdict, and a failure says why."""
    for store in evidence.stores:
        if store["phase"] not in {"Ready", "Degraded", "Failed"}:
            yield f"stuck: {store['name']} is {store['phase']}"
        if store["phase"] != "Ready" and not store["failure"]:
            yield f"silent: {store['name']} is {store['phase']} without a reason"
        if store["intent"]:
            yield f"stuck: {store['name']} still waits for {store['intent']['kind']}"


def unchanged(evidence: Evidence) -> Iterator[str]:
    """An accepted change shows in the store that it was for, unless a later one says otherwise."""
    wanted: dict[str, dict[str, Any]] = {}
    for a in evidence.answers:
        if (a.method, a.status) == ("PATCH", 202):
            named = {key: a.body[key] for key in ("plan", "protected") if key in a.body}
            wanted.setdefault(a.answer["uid"], {}).update(named | a.body.get("options", {}))
    for store in evidence.stores:
        shown = store | store.get("options", {})
        for key, value in wanted.get(store["uid"], {}).items():
            if shown[key] != value:
                yield f"unchanged: {store['name']} has {key} {shown[key]} although {value} was accepted"


def doubled(evidence: Evidence) -> Iterator[str]:
    """One order, one namespace, one of each object."""
    made = Counter(w.name for w in evidence.writes if w.makes_a_namespace and w.ours)
    orders = Counter(PREFIX + name for name in evidence.ordered)
    for name, times in made.items():
        if times > orders[name] > 0:  # one that nobody ordered at all is `outside`
            yield f"doubled: {name} was made {times} times for {orders[name]} orders"
    for namespace in evidence.namespaces:
        uid, name = labels_of(namespace)[UID], namespace["metadata"]["name"].removeprefix(PREFIX)
        setups = [o for o in evidence.of(name) if o["kind"] == "Job" and o["metadata"]["name"].startswith("setup-")]
        asked = [*evidence.told("POST", f"/stores/{name}/retry"), *evidence.told("PATCH", f"/stores/{name}")]
        if len(setups) > 1 + sum(a.answer["uid"] == uid for a in asked):
            yield f"doubled: {name} ({uid}) has {len(setups)} setup Jobs"


def of_others(evidence: Evidence) -> Iterator[str]:
    """No object of one store in the namespace of another."""
    uids = {o["metadata"]["name"]: labels_of(o)[UID] for o in evidence.namespaces}
    for one in evidence.objects:
        home, uid = one["metadata"].get("namespace"), labels_of(one).get(UID)
        if home in uids and uid is not None and uid != uids[home]:
            yield f"of another store: {one['kind']}/{one['metadata']['name']} in {home}"


def outside(evidence: Evidence) -> Iterator[str]:
    """No write but in a namespace that we made ourselves, for an order: a name that looks like ours is not enough."""
    ordered = {PREFIX + name for name in evidence.ordered}
    ours: set[str] = set()
    for write in evidence.writes:
        if write.makes_a_namespace:
            (ours.add if write.ours and write.name in ordered else ours.discard)(write.name)
        if write.ours and write.succeeded and write.where not in ours:
            yield f"outside: {write.verb} {write.plural}/{write.name} in {write.where or 'the cluster'}"


def contradicted(evidence: Evidence) -> Iterator[str]:
    """A store that is called Ready has its workloads up."""
    for store in evidence.stores:
        if store["phase"] != "Ready":
            continue
        own = [o for o in evidence.of(store["name"]) if labels_of(o).get(UID) == store["uid"]]
        found = [o for o in own if o["kind"] in {"Deployment", "StatefulSet"}]
        if not found:
            yield f"contradicted: {store['name']} is Ready without workloads"
        for one in found:
            if not one.get("status", {}).get("readyReplicas"):
                yield f"contradicted: {store['name']} is Ready and its {one['metadata']['name']} is not"


def miscounted(evidence: Evidence) -> Iterator[str]:
    """The quota counts exactly what there is, of everybody who ordered; a count that nobody asked for is `None`."""
    held = Counter(store["owner"] for store in evidence.stores)
    asked = {a.who for a in evidence.told("POST", "/stores")}
    for owner in sorted(held.keys() | evidence.quotas.keys() | asked):
        said = evidence.quotas.get(owner)
        if said != held[owner]:
            yield f"quota: {owner} holds {held[owner]} stores and {said} are counted"


def other_secrets(evidence: Evidence) -> Iterator[str]:
    """A shop's passwords are the derived ones, whoever applied them and however often (law 7)."""
    for namespace in evidence.namespaces:
        view = namespace_view(namespace)
        secrets = Secrets(evidence.master_key, view.spec)
        wanted = {
            m["metadata"]["name"]: m["data"]
            for m in engine(view.spec.engine).manifests(view.spec, secrets, setup=None)
            if m["kind"] == "Secret"
        }
        for one in evidence.of(view.name):
            name = one["metadata"]["name"]
            if one["kind"] == "Secret" and name in wanted and one["data"] != wanted[name]:
                yield f"passwords: Secret/{name} of {view.name} is not the derived one"


RULES: tuple[Rule, ...] = (
    lost,
    deleted_unasked,
    not_deleted,
    came_back,
    stuck,
    unchanged,
    doubled,
    of_others,
    outside,
    contradicted,
    miscounted,
    other_secrets,
)


def judge(evidence: Evidence) -> list[str]:
    """Everything that went wrong; empty: nothing."""
    return [finding for rule in RULES for finding in rule(evidence)]


def fingerprint(evidence: Evidence, name: str) -> str:
    """All that we own of a store, without what differs between two undisturbed runs: uids, versions, times, secrets."""
    owned = [o for o in evidence.objects if PREFIX + name in (o["metadata"].get("namespace"), o["metadata"]["name"])]
    uid = next(labels_of(o)[UID] for o in owned if o["kind"] == "Namespace")
    kept = sorted((_bare(o) for o in owned if _is_ours(o)), key=lambda o: (o["kind"], o["metadata"]["name"]))
    text = json.dumps(kept, sort_keys=True, indent=1)
    return text.replace(uid, "<uid>").replace(name, "<name>")


_MADE_BY_CONTROLLERS = {"Pod", "ReplicaSet", "PersistentVolume", "Event", "ConfigMap"}


_ASSIGNED = {"volumeName", "clusterIP", "clusterIPs"}
"""Fields of a spec that the cluster fills in, another time with other values."""


def _is_ours(one: Manifest) -> bool:
    by_controller = one["kind"] in _MADE_BY_CONTROLLERS or "ownerReferences" in one["metadata"]
    claim = one["kind"] == "PersistentVolumeClaim" and UID not in labels_of(one)
    return not (by_controller or claim or one["metadata"]["name"] in {"default", "kube-root-ca.crt"})


def _bare(one: Manifest) -> Manifest:
    dropped = {"uid", "resourceVersion", "creationTimestamp", "managedFields", "generation", "annotations"}
    meta = {key: value for key, value in one["metadata"].items() if key not in dropped}
    kept = {key: value for key, value in one.items() if key not in {"metadata", "status", "data"}}
    notes = one["metadata"].get("annotations", {})
    extra = _verdicts(one) if one["kind"] == "Namespace" else {"annotations": notes}
    secret = {"keys": sorted(one["data"])} if one["kind"] == "Secret" else {"data": one.get("data")}
    if "spec" in one:
        kept["spec"] = {key: value for key, value in one["spec"].items() if key not in _ASSIGNED}
    return {**kept, "metadata": meta | extra, **secret}


def _verdicts(namespace: Manifest) -> dict[str, Any]:
    view = namespace_view(namespace)
    spec = view.spec.model_dump(mode="json", exclude={"intent", "created_at", "uid", "name", "address"})
    told = [(c.type, c.status, c.reason, c.observed_generation) for c in view.status.conditions]
    kept = sorted(key for key in view.status.digests if not key.startswith("Job/"))  # a setup runs once (law 6)
    return {"spec": spec, "conditions": told, "claim": str(view.claim), "digests": kept}
