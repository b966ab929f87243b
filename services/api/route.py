"""The shape of a line in the route table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web
from pydantic import BaseModel

from services.api import API
from services.api.context import Call
from services.api.problems import Problems

STREAM = "text/event-stream"
Handler = Callable[[Call], Awaitable[web.StreamResponse]]


class Access(StrEnum):
    """Who may call."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    ADMIN = "admin"


@dataclass(frozen=True)
class Answer:
    """A successful answer: its body's model and what the OpenAPI document says about it."""

    status: int
    model: type[BaseModel] | None = None
    description: str = "OK"
    content_type: str = "application/json"
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """Method, path, handler, who may call, and all that the OpenAPI document says."""

    method: str
    path: str
    handler: Handler
    access: Access
    tag: str
    summary: str
    answers: tuple[Answer, ...]
    problems: tuple[Problems, ...] = ()
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    request_headers: tuple[str, ...] = ()
    is_safe: bool = False
    """A POST that changes nothing: counted as a read."""
    action: str | None = None
    """Name in the audit; None for what changes and reveals nothing."""

    @property
    def is_api(self) -> bool:
        """Whether rates, sign-in and `no-store` apply; probes and pages stand outside."""
        return self.path.startswith(API)

    @property
    def methods(self) -> tuple[str, ...]:
        """Where GET is, HEAD is too (RFC 9110), except for streams, which would never end."""
        ends = all(answer.content_type != STREAM for answer in self.answers)
        return ("GET", "HEAD") if self.method == "GET" and ends else (self.method,)

    @property
    def is_write(self) -> bool:
        """Whether it counts as a state change."""
        return self.method not in ("GET", "HEAD") and not self.is_safe

    @property
    def operation_id(self) -> str:
        """The handler's name in camelCase, as generated clients call it."""
        head, *rest = self.handler.__name__.split("_")
        return head + "".join(part.title() for part in rest)
