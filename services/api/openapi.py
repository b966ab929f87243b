"""OpenAPI 3.1, made from the route table and the models. `python -m services.api.openapi` prints it."""

import inspect
import re
import sys
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from services.api import VERSION
from services.api.problems import CONTENT_TYPE, ProblemDocument, Problems
from services.api.route import Access, Answer, Route
from services.api.routes import ROUTES

REFS = "#/components/schemas/{model}"
RATED = (Problems.RATE,)
ALWAYS = (Problems.INTERNAL,)
TOLD = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}
"""Headers that come with a refusal and say what to do."""

Schema = dict[str, Any]


def document() -> Schema:
    """The whole description."""
    paths: dict[str, Schema] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Storeyard", "version": VERSION, "description": "An isolated online shop by one request."},
        "paths": paths,
        "x-problems": [{"type": kind.uri, "status": kind.status, "title": kind.title} for kind in Problems],
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "storeyard"},
            },
        },
    }


def problems_of(route: Route) -> tuple[Problems, ...]:
    """Everything that the route refuses with, what the gate in front of it refuses included."""
    if not route.is_api:
        return route.problems
    signed = () if route.access is Access.ANYONE else (Problems.NOT_SIGNED_IN,)
    admin = (Problems.FORBIDDEN,) if route.access is Access.ADMIN else ()
    foreign = (Problems.FOREIGN_ORIGIN,) if route.is_write else ()
    return tuple(dict.fromkeys((*route.problems, *signed, *admin, *foreign, *RATED, *ALWAYS)))


def _operation(route: Route) -> Schema:
    made: Schema = {
        "operationId": route.operation_id,
        "tags": [route.tag],
        "summary": route.summary,
        "description": inspect.getdoc(route.handler) or "",
        "parameters": [*_path_parameters(route), *_query_parameters(route), *_header_parameters(route)],
        "responses": _responses(route),
    }
    if route.body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(route.body)}}}
    if route.access is not Access.ANYONE:
        made["security"] = [{"token": []}, {"session": []}]
    return made


def _responses(route: Route) -> Schema:
    responses = {str(answer.status): _answer(answer) for answer in route.answers}
    by_status: dict[int, list[Problems]] = {}
    for problem in problems_of(route):
        by_status.setdefault(problem.status, []).append(problem)
    for status, problems in sorted(by_status.items()):
        types = ", ".join(f"`{problem.uri}`" for problem in problems)
        content = {CONTENT_TYPE: {"schema": _ref(ProblemDocument)}}
        responses[str(status)] = {"description": f"{problems[0].title} ({types})", "content": content}
        if status in TOLD:
            responses[str(status)]["headers"] = {TOLD[status]: {"schema": {"type": "string"}}}
    return responses


def _answer(answer: Answer) -> Schema:
    made: Schema = {"description": answer.description}
    if answer.status != 204:  # noqa: PLR2004 - no content
        schema = (
            _ref(answer.model)
            if answer.model
            else {"type": "string" if "json" not in answer.content_type else "object"}
        )
        made["content"] = {answer.content_type: {"schema": schema}}
    if answer.headers:
        made["headers"] = {name: {"schema": {"type": "string"}} for name in answer.headers}
    return made


def _path_parameters(route: Route) -> list[Schema]:
    names = re.findall(r"\{(\w+)\}", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(route: Route) -> list[Schema]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema(ref_template=REFS)
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _header_parameters(route: Route) -> list[Schema]:
    return [{"name": n, "in": "header", "required": False, "schema": {"type": "string"}} for n in route.request_headers]


def _schemas() -> Schema:
    answers = {answer.model for route in ROUTES for answer in route.answers if answer.model} | {ProblemDocument}
    bodies = {route.body for route in ROUTES if route.body}
    queries = {route.query for route in ROUTES if route.query}
    sent = [(model, "serialization") for model in sorted(answers, key=_name)]
    read = [(model, "validation") for model in sorted(bodies | queries, key=_name)]
    _, schema = models_json_schema([*sent, *read], ref_template=REFS)  # type: ignore[list-item]
    return {name: schema["$defs"][name] for name in sorted(schema["$defs"])}


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _ref(model: type[BaseModel]) -> Schema:
    return {"$ref": REFS.format(model=model.__name__)}


def main() -> None:
    """Prints the document, always in the same order."""
    import orjson  # noqa: PLC0415 - only to print

    sys.stdout.buffer.write(orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


if __name__ == "__main__":
    main()
