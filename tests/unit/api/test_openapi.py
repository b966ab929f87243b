"""The description of the API says what the API does."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from services.api import VERSION
from services.api.openapi import document, problems_of
from services.api.problems import Problems
from services.api.routes import PAGES, ROUTES
from services.api.stores.models import StoreView

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT: Any = document()
OPERATIONS = [(path, method, about) for path, methods in DOCUMENT["paths"].items() for method, about in methods.items()]


def test_it_is_valid_openapi() -> None:
    validate(DOCUMENT)
    assert DOCUMENT["openapi"].startswith("3.1")


def test_it_lists_exactly_the_routes_of_the_table() -> None:
    described = {(method.upper(), path) for path, method, _ in OPERATIONS}
    assert described == {(route.method, route.path) for route in ROUTES}
    assert len(described) == len(ROUTES)


def test_every_reference_leads_somewhere() -> None:
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DOCUMENT)))
    assert references <= set(DOCUMENT["components"]["schemas"])


def test_operation_ids_are_unique() -> None:
    ids = [about["operationId"] for _, _, about in OPERATIONS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_refusal_of_a_route_is_described(route: Any) -> None:
    about = DOCUMENT["paths"][route.path][route.method.lower()]
    for problem in problems_of(route):
        answer = about["responses"][str(problem.status)]
        assert f"`{problem.uri}`" in answer["description"]
        assert answer["content"]["application/problem+json"]["schema"] == {
            "$ref": "#/components/schemas/ProblemDocument"
        }


def test_every_problem_is_described_somewhere() -> None:
    everywhere = {problem for route in ROUTES for problem in problems_of(route)}
    of_no_route = {Problems.METHOD, Problems.FORBIDDEN, Problems.RANGE}
    assert set(Problems) == everywhere | of_no_route
    assert [one["type"] for one in DOCUMENT["x-problems"]] == [kind.uri for kind in Problems]


def test_all_fields_of_answers_are_required_and_in_camel_case() -> None:
    store = DOCUMENT["components"]["schemas"]["StoreView"]
    assert set(store["required"]) == set(store["properties"])
    assert set(store["properties"]) == {field.alias or name for name, field in StoreView.model_fields.items()}
    assert "adminUrl" in store["properties"]


def test_it_is_printed_the_same_each_time() -> None:
    command = [sys.executable, "-m", "services.api.openapi"]
    first, second = [subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout for _ in range(2)]
    assert first == second
    assert json.loads(first) == json.loads(json.dumps(DOCUMENT))


def test_the_committed_copy_is_current() -> None:
    committed = json.loads((ROOT / "dashboard" / "openapi.json").read_text())
    assert committed == json.loads(json.dumps(DOCUMENT)), "run: python -m services.api.openapi > dashboard/openapi.json"


def test_what_is_hidden_from_the_description_is_only_pages() -> None:
    assert all(route.method == "GET" and not route.path.startswith("/api") for route in PAGES)


def test_the_version_is_the_projects() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
