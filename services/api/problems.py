"""Every refusal of the API, once: slug, status, title (RFC 9457). `type` is `/problems/<slug>` and never changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from aiohttp import web
from pydantic import BaseModel, Field

from shared.domain.errors import StoreyardError
from shared.serialization import dumps

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """One kind of refusal."""

    slug: str
    status: int
    title: str

    @property
    def uri(self) -> str:
        """The stable name that clients compare."""
        return f"/problems/{self.slug}"


class Problems(Kind, Enum):
    """The table."""

    MALFORMED = "malformed-json", 400, "The body is not valid JSON"
    BAD_REQUEST = "bad-request", 400, "The request cannot be read"
    NOT_SIGNED_IN = "not-signed-in", 401, "Sign in first"
    FORBIDDEN = "forbidden", 403, "Your role does not allow this"
    FOREIGN_ORIGIN = "foreign-origin", 403, "The request came from another site"
    QUOTA = "quota-reached", 403, "You have as many stores as allowed"
    NOT_FOUND = "not-found", 404, "There is nothing here"
    METHOD = "method-not-allowed", 405, "This address does not know that method"
    NAME_TAKEN = "name-taken", 409, "The name is taken"
    NAME_GOING = "name-being-deleted", 409, "A store of this name is still being deleted"
    PROTECTED = "protected", 409, "The store is protected"
    DELETING = "being-deleted", 409, "The store is being deleted"
    NOT_RETRYABLE = "not-retryable", 409, "Only a failed or degraded store can be retried"
    CONFLICT = "conflict", 409, "Something accepted earlier comes first"
    NOT_SHOWN = "not-shown", 409, "It cannot be shown now"
    REPLAY_GONE = "replayed-store-gone", 409, "The store that this key made is gone"
    PRECONDITION = "precondition-failed", 412, "The store is not as you saw it last"
    TOO_LARGE = "body-too-large", 413, "The body is too large"
    MEDIA_TYPE = "unsupported-media-type", 415, "The body must be JSON"
    RANGE = "range-not-satisfiable", 416, "The file has no such part"
    INVALID = "invalid-request", 422, "Some fields are not as expected"
    BAD_NAME = "bad-name", 422, "A shop cannot have this name"
    UNKNOWN_FIELD = "unknown-field", 422, "There is no such field"
    UNKNOWN_ENGINE = "unknown-engine", 422, "There is no such engine"
    UNKNOWN_PLAN = "unknown-plan", 422, "There is no such plan"
    KEY_REUSED = "idempotency-key-reused", 422, "The idempotency key was used for another request"
    RATE = "rate-limited", 429, "Too many requests"
    STREAMS = "too-many-streams", 429, "Too many open event streams"
    QUESTIONS = "too-many-questions", 429, "Too many questions to the cluster"
    INTERNAL = "internal-error", 500, "Something went wrong on our side"
    QUEUE = "queue-too-long", 503, "Too much is waiting already"
    REDIS = "state-unavailable", 503, "The platform's state cannot be reached"
    REBUILDING = "state-being-rebuilt", 503, "The list of stores is being rebuilt from the cluster"
    CLUSTER = "cluster-away", 503, "The cluster does not answer"
    NO_ANSWER = "no-worker-answered", 503, "No worker answered in time"

    def __init__(self, slug: str, status: int, title: str) -> None:
        Kind.__init__(self, slug, status, title)


class FieldFault(BaseModel, frozen=True):
    """What is wrong with one field."""

    field: str = Field(description="Path of the field, parts joined by dots; empty: the body as a whole.")
    message: str


class ProblemDocument(BaseModel, frozen=True):
    """An error (RFC 9457)."""

    type: str = Field(description="Stable name of the kind of error.")
    title: str = Field(description="The kind of error in plain words; the same for each of its kind.")
    status: int
    detail: str = Field(description="What happened this time, and what to do.")
    requestId: str = Field(description="Also in the header X-Request-Id and in the platform's logs.")  # noqa: N815 - wire name
    errors: list[FieldFault] | None = Field(default=None, description="For 422: each field and what is wrong with it.")


class Problem(StoreyardError):
    """A refusal on its way to the client."""

    def __init__(
        self,
        kind: Problems,
        detail: str,
        *,
        errors: Sequence[FieldFault] = (),
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(max(1, round(retry_after)))

    def response(self, request_id: str) -> web.Response:
        """The answer; a 401 says how to sign in."""
        kind = self.kind
        body: dict[str, object] = {"type": kind.uri, "title": kind.title, "status": kind.status, "detail": str(self)}
        body["requestId"] = request_id
        if self.errors:
            body["errors"] = [fault.model_dump() for fault in self.errors]
        return web.Response(status=kind.status, body=dumps(body), content_type=CONTENT_TYPE, headers=self.headers)


def not_found() -> Problem:
    """The one answer for what is missing and for what is somebody else's (R13)."""
    return Problem(Problems.NOT_FOUND, "It does not exist, or it is not yours.")
