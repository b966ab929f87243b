"""What a history of an experiment must never show, judged from outside: answers, writes and the cluster at the end.

Pure: the same evidence gives the same findings; `tests/failures/test_the_judge.py` shows that each can be found.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.domain.labels import UID, labels_of
from shared.domain.observation import namespace_view
from shared.domain.types import Manifest
from shared.engines.registry import engine
from shared.engines.secrets import Secrets

PREFIX = "store-"


@dataclass(frozen=True)
class Answered:
    """One call to the API and what it said."""

    who: str
    method: str
    path: str
    body: Any
    status: int
    answer: Any
    began: float
    ended: float


@dataclass(frozen=True)
class Write:
    """One write that the API server saw; `namespace` is empty for namespaces themselves."""

    verb: str
    plural: str
    namespace: str
    name: str
    code: int

    @property
    def succeeded(self) -> bool:
        return self.code < 300


@dataclass
class Evidence:
    """All that is known when everything is quiet again."""

    answers: list[Answered] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    stores: list[dict[str, Any]] = field(default_factory=list)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    objects: list[Manifest] = field(default_factory=list)
    """Every object of the cluster, namespaces included."""
    quotas: dict[str, int] = field(default_factory=dict)
    """Owner to the number of stores that the API says they hold."""
    master_key: bytes = b""
    foreign: frozenset[str] = frozenset()
    """Namespaces that the experiment itself wrote to."""
    forgotten: frozenset[str] = frozenset()
    """Uids whose create a FLUSHALL may have swallowed before it showed in the cluster."""

    excused: frozenset[str] = frozenset()
    """Names of stores whose namespace the experiment deleted by hand."""

    @property
    def accepted(self) -> dict[str, dict[str, Any]]:
        """The order behind each uid that was promised to somebody."""
        orders = [a for a in self.answers if (a.method, a.path, a.status) == ("POST", "/stores", 202)]
        return {a.answer["uid"]: a.answer for a in orders}

    @property
    def namespaces(self) -> list[Manifest]:
        return [o for o in self.objects if o["kind"] == "Namespace" and UID in labels_of(o)]

    def of(self, name: str) -> list[Manifest]:
        """The objects in the namespace of a store."""
        return [o for o in self.objects if o["metadata"].get("namespace") == PREFIX + name]


Rule = Callable[[Evidence], Iterator[str]]


def lost(evidence: Evidence) -> Iterator[str]:
    """No accepted store is lost."""
    there = {store["uid"] for store in evidence.stores}
    for uid, order in evidence.accepted.items():
        if uid not in there and uid not in evidence.receipts and uid not in evidence.forgotten:
            yield f"lost: {order['name']} ({uid}) was accepted and is nowhere"


def deleted_unasked(evidence: Evidence) -> Iterator[str]:
    """What was never asked to go does not go."""
    asked = {a.path.removeprefix("/stores/") for a in evidence.answers if a.method == "DELETE" and a.status == 202}
    asked |= evidence.excused
    for uid, receipt in evidence.receipts.items():
        if receipt["state"] in {"done", "vanished"} and receipt["name"] not in asked:
            yield f"deleted unasked: {receipt['name']} ({uid})"


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
    """One store, one namespace, one of each object."""
    made = Counter(w.name for w in evidence.writes if w.succeeded and (w.verb, w.plural) == ("create", "namespaces"))
    orders = Counter(PREFIX + order["name"] for order in evidence.accepted.values())
    for name, times in made.items():
        if name.startswith(PREFIX) and name not in evidence.foreign and times > max(1, orders[name]):
            yield f"doubled: {name} was made {times} times for {orders[name]} orders"
    for namespace in evidence.namespaces:
        name = namespace["metadata"]["name"].removeprefix(PREFIX)
        setups = [o for o in evidence.of(name) if o["kind"] == "Job" and o["metadata"]["name"].startswith("setup-")]
        asked = {("POST", f"/stores/{name}/retry"), ("PATCH", f"/stores/{name}")}
        again = sum((a.method, a.path) in asked and a.status == 202 for a in evidence.answers)
        if len(setups) > 1 + again:
            yield f"doubled: {name} has {len(setups)} setup Jobs"


def of_others(evidence: Evidence) -> Iterator[str]:
    """No object of one store in the namespace of another."""
    uids = {o["metadata"]["name"]: labels_of(o)[UID] for o in evidence.namespaces}
    for one in evidence.objects:
        home, uid = one["metadata"].get("namespace"), labels_of(one).get(UID)
        if home in uids and uid is not None and uid != uids[home]:
            yield f"of another store: {one['kind']}/{one['metadata']['name']} in {home}"


def outside(evidence: Evidence) -> Iterator[str]:
    """No write outside of stores' own namespaces."""
    for write in evidence.writes:
        where = write.name if write.plural == "namespaces" else write.namespace
        if write.succeeded and not where.startswith(PREFIX) and where not in evidence.foreign:
            yield f"outside: {write.verb} {write.plural}/{write.name} in {where or 'the cluster'}"


def contradicted(evidence: Evidence) -> Iterator[str]:
    """A store that is called Ready has its workloads up."""
    for store in evidence.stores:
        if store["phase"] != "Ready":
            continue
        found = [o for o in evidence.of(store["name"]) if o["kind"] in {"Deployment", "StatefulSet"}]
        if not found:
            yield f"contradicted: {store['name']} is Ready without workloads"
        for one in found:
            if not one.get("status", {}).get("readyReplicas"):
                yield f"contradicted: {store['name']} is Ready and its {one['metadata']['name']} is not"


def miscounted(evidence: Evidence) -> Iterator[str]:
    """The quota counts exactly what there is."""
    held = Counter(store["owner"] for store in evidence.stores)
    for owner, said in evidence.quotas.items():
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
