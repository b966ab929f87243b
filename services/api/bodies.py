"""Reading what clients send, and writing what they get."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import orjson
from aiohttp import web
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from services.api.problems import FieldFault, Problem, Problems

M = TypeVar("M", bound=BaseModel)

_SPECIFIC = {
    ("extra_forbidden", None): Problems.UNKNOWN_FIELD,
    ("value_error", "name"): Problems.BAD_NAME,
}
"""Faults that have a problem of their own, by pydantic's type and field."""


_PLAIN = {
    "extra_forbidden": "There is no such field.",
    "model_type": "Send a JSON object.",
    "missing": "This is needed.",
    "int_parsing": "Send a whole number.",
}
_SHAPES = {
    "adminEmail": "This is no e-mail address.",
    "currency": "A currency has three capital letters, as EUR.",
    "country": "A country has two capital letters, as DE.",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and which problem that is."""

    kind: Problems
    field: str
    message: str


async def read_json(request: web.Request) -> object:
    """The JSON value of the body; 400, 413 or 415 otherwise."""
    if request.content_type != "application/json":
        raise Problem(Problems.MEDIA_TYPE, "Send JSON with `Content-Type: application/json`.")
    if (request.content_length or 0) > request.client_max_size:
        raise Problem(Problems.TOO_LARGE, f"At most {request.client_max_size} bytes are accepted.")
    try:
        value: object = orjson.loads(await request.read())
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Problem(Problems.MALFORMED, f"It stops being JSON at {where}.") from None
    return value


async def read_body(request: web.Request, model: type[M]) -> M:
    """The JSON body as a model; 400, 413, 415 or 422 otherwise. Nothing that was sent is repeated in an answer."""
    return validated(model, await read_json(request))


def read_query(request: web.Request, model: type[M]) -> M:
    """The query string as a model, or 422."""
    return validated(model, dict(request.query))


def validated(model: type[M], value: object) -> M:
    """The value as a model, or the 422 with each fault at its field."""
    found = checked(model, value)
    if isinstance(found, tuple):
        raise invalid(found)
    return found


def checked(model: type[M], value: object) -> M | tuple[Fault, ...]:
    """The value as a model, or each of its faults."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        return tuple(Fault(_kind(fault), _path(fault), _message(fault)) for fault in faults)


def invalid(faults: Sequence[Fault]) -> Problem:
    """The 422 with each fault at its field; of a kind of its own where all faults are of that kind."""
    kinds = {fault.kind for fault in faults}
    kind = kinds.pop() if len(kinds) == 1 else Problems.INVALID
    fields = [FieldFault(field=fault.field, message=fault.message) for fault in faults]
    return Problem(kind, " ".join(_sentence(fault) for fault in fields), errors=fields)


def refused(kind: Problems, field: str, message: str) -> Problem:
    """A 422 about one field that only the platform's own lists could refuse."""
    return Problem(kind, message, errors=[FieldFault(field=field, message=message)])


def answer(model: BaseModel, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer."""
    body = model.model_dump_json().encode()
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


def _kind(fault: ErrorDetails) -> Problems:
    return _SPECIFIC.get((fault["type"], None)) or _SPECIFIC.get((fault["type"], _path(fault))) or Problems.INVALID


def _path(fault: ErrorDetails) -> str:
    return ".".join(str(part) for part in fault["loc"]).encode(errors="replace").decode()[:128]


def _message(fault: ErrorDetails) -> str:
    """The library's words where they are plain, ours where they would show a class or a pattern."""
    field = str(fault["loc"][-1]) if fault["loc"] else ""
    if fault["type"] == "string_pattern_mismatch":
        return _SHAPES.get(field, "This has characters that are not allowed here.")
    return _PLAIN.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")


def _sentence(fault: FieldFault) -> str:
    text = fault.message if fault.message.endswith(".") else f"{fault.message}."
    return f"{fault.field}: {text}" if fault.field else text
