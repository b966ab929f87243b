"""R9, first half: whatever an answer outside 2xx holds, it becomes one error of ours that says what happened."""

import json

import pytest
from hypothesis import given, strategies as st

from shared.domain.errors import PermanentError, TemporaryError
from shared.kubernetes.errors import (
    LONGEST_MESSAGE,
    BadRequest,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    KubernetesError,
    NotFound,
    ServerError,
    TooManyRequests,
    Unauthorized,
    error_for,
)

TERMINATING = b"""{"kind":"Status","status":"Failure","reason":"Forbidden","code":403,
 "message":
 "configmaps \\"a\\" is forbidden: unable to create new content in namespace x because it is being terminated",
 "details":{"name":"a","kind":"configmaps","causes":[{"reason":"NamespaceTerminating",
 "message":"namespace x is being terminated","field":"metadata.namespace"}]}}"""

QUOTA_RACE = b"""{"reason":"Conflict","code":409,"message":
 "Operation cannot be fulfilled on resourcequotas \\"quota\\": the object has been modified"}"""


@pytest.mark.parametrize(
    ("status", "error", "family"),
    [
        (302, BadRequest, PermanentError),
        (400, BadRequest, PermanentError),
        (401, Unauthorized, TemporaryError),
        (403, Forbidden, PermanentError),
        (404, NotFound, PermanentError),
        (405, BadRequest, PermanentError),
        (409, Conflict, TemporaryError),
        (410, Gone, TemporaryError),
        (415, BadRequest, PermanentError),
        (422, Invalid, PermanentError),
        (429, TooManyRequests, TemporaryError),
        (500, ServerError, TemporaryError),
        (503, ServerError, TemporaryError),
        (599, ServerError, TemporaryError),
    ],
)
def test_r9_each_status_has_its_class_and_says_who_must_act(
    status: int, error: type[KubernetesError], family: type[Exception]
) -> None:
    made = error_for(status, b"", {})
    assert type(made) is error
    assert isinstance(made, family)
    assert made.status == status


def test_the_text_names_the_call_and_repeats_the_server() -> None:
    body = b'{"reason":"Forbidden","message":"pods is forbidden: User x cannot list"}'
    error = error_for(403, body, {}, call="list Pod")
    assert str(error) == "list Pod: 403 Forbidden: pods is forbidden: User x cannot list"
    assert error.reason == "Forbidden"


def test_a_namespace_on_its_way_out_is_told_from_missing_rights() -> None:
    terminating = error_for(403, TERMINATING, {})
    assert isinstance(terminating, Forbidden)
    assert terminating.namespace_terminating
    plain = error_for(403, b'{"reason":"Forbidden","message":"no"}', {})
    assert isinstance(plain, Forbidden)
    assert not plain.namespace_terminating


@pytest.mark.parametrize(
    ("body", "exists", "contended"),
    [
        (b'{"reason":"AlreadyExists","message":"namespaces \\"store-a\\" already exists"}', True, False),
        (QUOTA_RACE, False, True),
        (
            b'{"reason":"Conflict","message":"Operation cannot be fulfilled on pods: Precondition failed: UID"}',
            False,
            False,
        ),
        (b"conflict", False, False),
    ],
)
def test_a_name_in_use_a_race_and_a_failed_precondition_are_three_conflicts(
    body: bytes,
    exists: bool,
    contended: bool,
) -> None:
    error = error_for(409, body, {})
    assert isinstance(error, Conflict)
    assert (error.already_exists, error.contended) == (exists, contended)


@pytest.mark.parametrize(
    ("headers", "body", "delay"),
    [
        ({"Retry-After": "7"}, b"Too many requests, please try again later.", 7.0),
        ({}, b'{"details":{"retryAfterSeconds":3}}', 3.0),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, b"", None),
        ({"Retry-After": "-1"}, b"", None),
        ({}, b"", None),
    ],
)
def test_the_wait_that_the_server_asks_for_is_kept(headers: dict[str, str], body: bytes, delay: float | None) -> None:
    error = error_for(429, body, headers)
    assert isinstance(error, TooManyRequests)
    assert error.delay == delay


@pytest.mark.parametrize("status", [400, 422, 500])
def test_words_that_may_quote_a_secret_are_left_out(status: int) -> None:
    body = b'{"reason":"Invalid","message":"data.password: Invalid value: \\"hunter2\\""}'
    error = error_for(status, body, {}, call="apply Secret store-a/database", secret=True)
    assert "hunter2" not in str(error)
    assert "apply Secret store-a/database" in str(error)


def test_a_refusal_that_quotes_nothing_is_kept_for_secrets_too() -> None:
    assert "not yours" in str(error_for(403, b'{"message":"not yours"}', {}, secret=True))


def test_a_page_of_html_becomes_one_short_line() -> None:
    text = str(error_for(503, b"<html>\n <h1>Down</h1>\n" + b"x" * 100_000, {}))
    assert "\n" not in text
    assert len(text) < LONGEST_MESSAGE + 100


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["message", "reason", "details", "causes", "retryAfterSeconds", "code"]), inner
        )
    ),
)


@given(st.integers(300, 999), st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_r9_no_body_breaks_the_making_of_an_error(status: int, body: bytes) -> None:
    error = error_for(status, body, {"Retry-After": "soon"})
    assert error.status == status
    assert isinstance(error, KubernetesError)


def test_an_object_that_is_missing_is_told_from_a_kind_that_is() -> None:
    missing = error_for(404, b'{"reason":"NotFound","message":"clusterroles \\"a\\" not found"}', {}, call="get a")
    unserved = error_for(404, b"404 page not found", {}, call="get a")
    assert isinstance(missing, NotFound)
    assert isinstance(unserved, NotFound)
    assert (missing.is_about("a"), missing.is_about("b"), unserved.is_about("a")) == (True, False, False)
