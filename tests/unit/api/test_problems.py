"""The table of refusals."""

import json
import re

from services.api.problems import FieldFault, Problem, Problems


def test_slugs_are_unique_stable_looking_names() -> None:
    slugs = [kind.slug for kind in Problems]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in slugs)


def test_a_problem_tells_type_title_status_detail_and_request() -> None:
    problem = Problem(Problems.BAD_NAME, "Too short.", errors=[FieldFault(field="name", message="Too short.")])
    response = problem.response("request-1")
    assert response.content_type == "application/problem+json"
    assert json.loads(response.body) == {  # type: ignore[arg-type]
        "type": "/problems/bad-name",
        "title": "A shop cannot have this name",
        "status": 422,
        "detail": "Too short.",
        "requestId": "request-1",
        "errors": [{"field": "name", "message": "Too short."}],
    }


def test_a_wait_is_told_in_whole_seconds_and_at_least_one() -> None:
    waits = [Problem(Problems.REDIS, "Away.", retry_after=s).headers["Retry-After"] for s in (0.2, 2.0, 7.6)]
    assert waits == ["1", "2", "8"]
