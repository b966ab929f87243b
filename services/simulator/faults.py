"""Refusals as the API server words them: a Status object and its HTTP code."""

from http import HTTPStatus
from typing import Any

from services.simulator.resources import Resource
from shared.domain.errors import PermanentError
from shared.domain.types import Manifest


class ApiError(PermanentError):
    """A call that is answered with a Status of `status: Failure`."""

    def __init__(self, code: int, reason: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.details = details or {}

    def status(self) -> Manifest:
        """The body of the answer."""
        return {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": str(self),
            "reason": self.reason,
            "details": self.details,
            "code": self.code,
        }


def _details(resource: Resource, name: str, **more: object) -> dict[str, Any]:
    return {"name": name, **({"group": resource.group} if resource.group else {}), "kind": resource.plural, **more}


def not_found(resource: Resource, name: str) -> ApiError:
    """404: there is no such object."""
    message = f'{resource.qualified} "{name}" not found'
    return ApiError(HTTPStatus.NOT_FOUND, "NotFound", message, _details(resource, name))


def no_such_path() -> ApiError:
    """404: there is no such kind or path."""
    return ApiError(HTTPStatus.NOT_FOUND, "NotFound", "the server could not find the requested resource")


def exists(resource: Resource, name: str) -> ApiError:
    """409 of a create."""
    message = f'{resource.qualified} "{name}" already exists'
    return ApiError(HTTPStatus.CONFLICT, "AlreadyExists", message, _details(resource, name))


def conflict(resource: Resource, name: str, why: str) -> ApiError:
    """409 of a precondition or a stale resourceVersion."""
    message = f'Operation cannot be fulfilled on {resource.qualified} "{name}": {why}'
    return ApiError(HTTPStatus.CONFLICT, "Conflict", message, _details(resource, name))


def stale(resource: Resource, name: str) -> ApiError:
    """409: somebody else was faster."""
    why = "the object has been modified; please apply your changes to the latest version and try again"
    return conflict(resource, name, why)


def forbidden(resource: Resource, name: str, why: str, causes: list[dict[str, str]] | None = None) -> ApiError:
    """403 of an admission rule."""
    details = _details(resource, name, **({"causes": causes} if causes else {}))
    return ApiError(HTTPStatus.FORBIDDEN, "Forbidden", f'{resource.qualified} "{name}" is forbidden: {why}', details)


def invalid(resource: Resource, name: str, field: str, why: str) -> ApiError:
    """422: the object breaks a rule of its kind."""
    message = f'{resource.kind} "{name}" is invalid: {field}: {why}'
    causes = [{"reason": "FieldValueInvalid", "message": why, "field": field}]
    return ApiError(HTTPStatus.UNPROCESSABLE_ENTITY, "Invalid", message, _details(resource, name, causes=causes))


def bad_request(message: str) -> ApiError:
    """400: the call cannot be understood."""
    return ApiError(HTTPStatus.BAD_REQUEST, "BadRequest", message)


def gone(message: str) -> ApiError:
    """410: that version is too old to go on from."""
    return ApiError(HTTPStatus.GONE, "Expired", message)
