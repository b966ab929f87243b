"""What a Kubernetes API server can answer instead of what was asked for, as errors of ours.

The text of an error names the call and repeats what the server said. It never holds the request, and for Secrets
not even the server's words, since a 400 or 422 may quote the value that it refuses.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson

from shared.domain.errors import PermanentError, StoreyardError, TemporaryError

LONGEST_MESSAGE = 1024
"""Characters of the server's words that are kept: enough for each cause of a 422, too few to flood a log."""

_HARMLESS = {401, 403, 404, 409, 410, 429}
"""Answers that name objects and people but never quote the content of an object."""


class KubernetesError(StoreyardError):
    """A call that did not do what was asked; `status` is 0 where there was no answer at all.

    `reason` and `cause` are the server's CamelCase words (`""` where it said none), `delay` its Retry-After in seconds.
    """

    def __init__(
        self, message: str, *, status: int = 0, reason: str = "", cause: str = "", delay: float | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.reason = reason
        self.cause = cause
        self.delay = delay


class UnknownKind(PermanentError):
    """A manifest of a kind that no store is made of."""


class BadConfiguration(PermanentError):
    """The kubeconfig or the pod's service account cannot be used as it is."""


class BadRequest(KubernetesError, PermanentError):
    """400, and any other answer that no rule foresees (405, 413, 415, a redirect)."""


class Unauthorized(KubernetesError, TemporaryError):
    """401: the token is being rotated, or was taken away; it is read again within a minute."""


class Forbidden(KubernetesError, PermanentError):
    """403: rights, quota, admission or a namespace on its way out; `cause` and the message tell which."""

    @property
    def namespace_terminating(self) -> bool:
        return self.cause == "NamespaceTerminating"


class NotFound(KubernetesError, PermanentError):
    """404: the object, its namespace or (without `reason`) the whole kind is not there."""

    def is_about(self, name: str) -> bool:
        """Whether that object is missing, and not the kind of it."""
        return f'"{name}" not found' in self.message


class Conflict(KubernetesError, TemporaryError):
    """409: the name is in use, or what was read before is stale: read again and decide again."""

    @property
    def already_exists(self) -> bool:
        return self.reason == "AlreadyExists"

    @property
    def contended(self) -> bool:
        """Whether two writers met and nothing was written: the very same call may be sent again."""
        return "Operation cannot be fulfilled" in self.message and "Precondition failed" not in self.message


class Gone(KubernetesError, TemporaryError):
    """410: the resourceVersion or continue token is too old; list again."""


class Invalid(KubernetesError, PermanentError):
    """422: the object breaks its schema, an immutable field or an admission policy."""


class TooManyRequests(KubernetesError, TemporaryError):
    """429: the server refused before doing anything."""


class ServerError(KubernetesError, TemporaryError):
    """5xx: whether the call was carried out is not known."""


class Unreachable(KubernetesError, TemporaryError):
    """No answer, half an answer, one that is not JSON, or none in time; the call may have been carried out."""


_BY_STATUS: Mapping[int, type[KubernetesError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    422: Invalid,
    429: TooManyRequests,
}


def error_for(
    status: int,
    body: bytes,
    headers: Mapping[str, str],
    *,
    call: str = "call to the Kubernetes API",
    secret: bool = False,
) -> KubernetesError:
    """The error of ours for an answer outside 2xx, whatever its body is: a Status, text, HTML or nothing."""
    said = _status_object(body)
    details = _mapping(said.get("details"))
    words = _text(said.get("message")) or " ".join(body.decode(errors="replace").split())
    if secret and status not in _HARMLESS:
        words = "what the server said is left out, since it may quote the Secret"
    reason = _text(said.get("reason"))
    return _class_for(status)(
        f"{call}: {status} {reason or _phrase(status)}: {words[:LONGEST_MESSAGE]}".rstrip(": "),
        status=status,
        reason=reason,
        cause=_first_cause(details),
        delay=_seconds(headers.get("Retry-After")) or _seconds(details.get("retryAfterSeconds")),
    )


def _class_for(status: int) -> type[KubernetesError]:
    return ServerError if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _BY_STATUS.get(status, BadRequest)


def _status_object(body: bytes) -> Mapping[str, Any]:
    try:
        return _mapping(orjson.loads(body))
    except orjson.JSONDecodeError:
        return {}


def _first_cause(details: Mapping[str, Any]) -> str:
    causes = details.get("causes")
    return _text(_mapping(causes[0]).get("reason")) if isinstance(causes, list) and causes else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "unknown status"


def _seconds(value: object) -> float | None:
    """Whole seconds, as the API server always sends them; the HTTP date that proxies may send is not used."""
    return float(value) if str(value).isascii() and str(value).isdecimal() else None  # type: ignore[arg-type]
