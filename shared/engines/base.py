"""What an engine is: a package of pure functions from a pinned spec to manifests, and a way to shop in the result.

Nothing here does I/O (law 5). The worker sends a shopper's requests, the reconciler reads the components, the api
shows the catalogue.
"""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from shared.domain.errors import StoreyardError
from shared.domain.store import Release, StoreSpec
from shared.domain.types import Manifest
from shared.engines.secrets import Secrets

WEB_SERVICE = "web"
"""Name of the Service in every store's namespace that shoppers reach."""
WEB_SERVICE_PORT = 80
EVIDENCE_MAX = 500
INITIAL_PASSWORD = "initial password; if it was changed in the shop, this one no longer works"  # noqa: S105 - a note

Depth = Literal["light", "order"]
ProblemCode = Literal[
    "shop-unreachable",
    "shop-not-installed",
    "shop-coming-soon",
    "host-conflict",
    "database-down",
    "no-products",
    "no-payment-method",
    "no-shipping",
    "no-price",
    "no-stock",
    "wrong-key",
    "checkout-refused",
    "unexpected-answer",
    "setup-unfinished",
]


@dataclass(frozen=True)
class Component:
    """A part of a store that must be up (or, a Job, done) before the shop can be verified.

    `name` is the value of the label `app.kubernetes.io/component` on its pods, `step` its line in the timeline.
    """

    name: str
    kind: Literal["StatefulSet", "Deployment", "Job"]
    step: str


@dataclass(frozen=True)
class Request:
    """One call of a shopper; `path` includes the query and is relative to the shop."""

    method: str
    path: str
    headers: dict[str, str] = field(repr=False)
    json: object | None = None


@dataclass(frozen=True)
class Response:
    """What the shop answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body, whatever it is encoded in."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """The parsed body; `ValueError` when it is no JSON."""
        return json.loads(self.body)


class ShopProblem(StoreyardError):
    """A shopper could not buy. `code` is a diagnosis code, `message` is plain, `evidence` shows the answer."""

    def __init__(self, code: ProblemCode, message: str, evidence: str) -> None:
        super().__init__(message)
        self.code: ProblemCode = code
        self.message = message
        self.evidence = evidence[:EVIDENCE_MAX]


@dataclass(frozen=True)
class Shopped:
    """Evidence of a shopping trip; `session` is what the next light check is given, `total` a decimal."""

    depth: Depth
    product: str
    total: str
    currency: str
    order: str | None = None
    session: str | None = None


Shopper = Generator[Request, Response, Shopped]
"""Sans-IO: yields requests, is sent the answers, returns the evidence or raises `ShopProblem`."""


@dataclass(frozen=True)
class Credentials:
    """The shop's first administrator; the repr masks the password."""

    username: str
    password: str = field(repr=False)
    email: str
    note: str = INITIAL_PASSWORD


class Engine(Protocol):
    """All that the platform knows of a kind of shop; adding one touches nothing else."""

    @property
    def id(self) -> str:
        """The name in orders, as `woocommerce`."""

    @property
    def title(self) -> str:
        """The name for people."""

    @property
    def summary(self) -> str:
        """One sentence for the catalogue."""

    @property
    def features(self) -> tuple[str, ...]:
        """What a merchant gets, a few words each."""

    @property
    def release(self) -> Release:
        """What a new store is pinned to."""

    @property
    def components(self) -> tuple[Component, ...]:
        """What must be up, in the order of the timeline."""

    def manifests(
        self, spec: StoreSpec, secrets: Secrets, *, setup: int | None, asked: Sequence[str] = ()
    ) -> list[Manifest]:
        """All objects in the namespace in a stable order, guardrails first.

        `setup` is the attempt whose setup Job is part of it; None: the setup is done, the Job is left out (law 6).
        `asked`: options, named as in the API, that this setup sets in a shop that is set up already.
        """

    def shop(self, spec: StoreSpec, secrets: Secrets, *, depth: Depth, session: str | None) -> Shopper:
        """A shopping trip; `light` stops before an order, `order` buys the canary and removes that order again."""

    def admin_url(self, spec: StoreSpec) -> str:
        """Where the merchant runs the shop."""

    def credentials(self, spec: StoreSpec, secrets: Secrets) -> Credentials:
        """The administrator that the setup makes."""
