"""What is known of an experiment when everything is quiet again: answers, writes and the cluster at the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shared.domain.labels import UID, labels_of
from shared.domain.types import Manifest

PREFIX = "store-"


@dataclass(frozen=True)
class Answered:
    """One call to the API and what it said."""

    who: str
    method: str
    path: str
    body: Any
    status: int
    """0: there was no whole answer."""
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
    ours: bool = True
    """Whether the product asked for it, and not the experiment."""

    @property
    def succeeded(self) -> bool:
        return self.code < 300

    @property
    def where(self) -> str:
        """The namespace that it is about."""
        return self.name if self.plural == "namespaces" else self.namespace

    @property
    def makes_a_namespace(self) -> bool:
        return self.succeeded and (self.verb, self.plural) == ("create", "namespaces")


@dataclass
class Evidence:
    """All that is known when everything is quiet again."""

    answers: list[Answered] = field(default_factory=list)
    unanswered: list[Answered] = field(default_factory=list)
    """Calls that may have been carried out, and nobody was told."""
    writes: list[Write] = field(default_factory=list)
    """Oldest first."""
    stores: list[dict[str, Any]] = field(default_factory=list)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    objects: list[Manifest] = field(default_factory=list)
    """Every object of the cluster, namespaces included."""
    quotas: dict[str, int] = field(default_factory=dict)
    """Owner to the number of stores that the API says they hold."""
    master_key: bytes = b""
    forgotten: frozenset[str] = frozenset()
    """Uids whose order or receipt went with the Redis that knew of it."""
    excused: frozenset[str] = frozenset()
    """Uids of stores whose namespace the experiment deleted by hand."""

    @property
    def accepted(self) -> dict[str, dict[str, Any]]:
        """The order behind each uid that was promised to somebody."""
        return {a.answer["uid"]: a.answer for a in self.told("POST", "/stores")}

    @property
    def deleted(self) -> dict[str, str]:
        """The name behind each uid whose deletion was promised to somebody."""
        told = [a for a in self.answers if (a.method, a.status) == ("DELETE", 202)]
        return {a.answer["uid"]: a.path.removeprefix("/stores/") for a in told}

    @property
    def perhaps(self) -> list[Answered]:
        """Calls whose outcome nobody knows: a 503 may come after the change, too."""
        return self.unanswered + [a for a in self.answers if a.status >= 500]

    @property
    def ordered(self) -> list[str]:
        """The name of each order that was, or may have been, accepted."""
        unsure = [a.body["name"] for a in self.perhaps if (a.method, a.path) == ("POST", "/stores")]
        return [order["name"] for order in self.accepted.values()] + unsure

    @property
    def namespaces(self) -> list[Manifest]:
        """Those at the end that the product made for an order, by the journal."""
        made = dict.fromkeys((PREFIX + name for name in self.ordered), False)
        made |= {w.name: w.ours for w in self.writes if w.makes_a_namespace and w.name in made}
        found = [o for o in self.objects if o["kind"] == "Namespace" and UID in labels_of(o)]
        return [o for o in found if made.get(o["metadata"]["name"])]

    def told(self, method: str, path: str) -> Iterable[Answered]:
        """The calls that were answered with 202."""
        return [a for a in self.answers if (a.method, a.path, a.status) == (method, path, 202)]

    def of(self, name: str) -> list[Manifest]:
        """The objects in the namespace of a store."""
        return [o for o in self.objects if o["metadata"].get("namespace") == PREFIX + name]
