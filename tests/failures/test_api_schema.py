"""R31: whatever the OpenAPI document allows, and much that it does not, meets an answer that the document describes."""

import asyncio
from collections import Counter
from contextlib import suppress

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.api.openapi import document
from services.api.problems import CONTENT_TYPE, ProblemDocument
from tests.failures.front import front
from tests.failures.size import Size
from tests.stack import TOKENS

pytestmark = pytest.mark.timeout(900)
ENDLESS = {"GET /api/v1/events"}
"""Never ends by itself; test_events.py reads it."""
OF_THE_FRAME = {400, 404, 405, 413, 415}
"""What the parser and the router say before any operation is found; always a problem, and in no operation's list."""
TRACES = ("Traceback", 'File "', "pydantic", "aiohttp", ".py")
KNOWN = {"name": "demo", "uid": "0" * 32}


class Fuzzer:
    """Sends what is generated as an owner with one store, and judges each answer."""

    def __init__(self, address: str, examples: int) -> None:
        self.address, self.examples = address, examples
        self.session = requests.Session()
        self.answers: Counter[int] = Counter()

    def run(self) -> None:
        schema = schemathesis.openapi.from_dict(document())
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.label not in ENDLESS:
                self.operation(operation, GenerationMode.POSITIVE)
                with suppress(Unsatisfiable):  # there is nothing to get wrong
                    self.operation(operation, GenerationMode.NEGATIVE)

    def operation(self, operation: APIOperation, mode: GenerationMode) -> None:
        """Half of the requests are about a store that exists."""

        @settings(
            max_examples=self.examples,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(case=operation.as_strategy(mode), real=st.booleans())
        def sends(case: Case, *, real: bool) -> None:
            if real and case.path_parameters:
                case.path_parameters |= {name: KNOWN[name] for name in case.path_parameters if name in KNOWN}
            self.judge(case)

        sends()

    def judge(self, case: Case) -> None:
        headers = {"Authorization": f"Bearer {TOKENS['ada']}"}
        response = case.call(base_url=self.address, session=self.session, headers=headers)
        status = response.status_code
        self.answers[status] += 1
        body = response.content.decode()
        assert status < 500 or status == 503, (case.as_curl_command(), body)
        if status >= 400:
            self.is_a_problem(response.headers.get("content-type", [""])[0], status, body)
        if status not in OF_THE_FRAME:
            checks = [status_code_conformance, content_type_conformance, response_schema_conformance]
            case.validate_response(response, checks=checks)

    def is_a_problem(self, content_type: str, status: int, body: str) -> None:
        assert content_type.startswith(CONTENT_TYPE), (content_type, body)
        problem = ProblemDocument.model_validate_json(body)
        assert problem.status == status
        told = body.replace(problem.requestId, "")
        assert not any(trace in told for trace in TRACES), body


async def test_r31_every_answer_is_one_that_the_description_names(size: Size) -> None:
    async with front(API__ASK_TIMEOUT="0.05", LIMITS__ANONYMOUS="1000000 per 1 minute") as lab:
        async with lab.stack.client("ada") as ada:
            await ada.create("demo", "woocommerce")
        fuzzer = Fuzzer(f"http://127.0.0.1:{lab.stack.port('api')}", size.fuzzed)
        await asyncio.to_thread(fuzzer.run)
        assert fuzzer.answers[200] > 20
        assert fuzzer.answers[422] > 20
        assert lab.stack.processes["api"].is_alive
        assert "Traceback" not in (lab.stack.folder / "api.log").read_text()
        size.measured("R31", "generated requests", **{str(status): many for status, many in fuzzer.answers.items()})
