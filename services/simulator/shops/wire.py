"""A shop's requests and answers as values, so that the engines here do no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.simulator.shops.shop import Shop
from services.simulator.shops.state import Shelf
from shared.domain.errors import PermanentError

Json = dict[str, Any]


class Refused(PermanentError):
    """A shop's answer that is no success; `body` as the engine words it."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body


@dataclass(frozen=True)
class Asked:
    """One call to a shop."""

    shop: Shop
    shelf: Shelf
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Json


@dataclass(frozen=True)
class Reply:
    """What the shop answers."""

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
