"""Whatever is sent as a name: accepted iff it is one, and never a 500 (R30)."""

import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from shared.domain.naming import BadName, parse_name
from tests.failures import size
from tests.integration.api.conftest import Start
from tests.integration.api.platform import Platform
from tests.integration.api.player import Player

pytestmark = pytest.mark.timeout(900)
LIKE_NAMES = st.from_regex(r"[a-z0-9-]{0,70}\n?", fullmatch=True)
TRAPS = st.sampled_from(
    [
        "shop\n",
        "shop\x00",
        "{{7*7}}",
        "${x}",
        "a: b",
        '{"a": 1}',
        "../../etc",
        "xn--shop",
        "-shop",
        "shop-",
        "a" * 58,
        "y",
        *("a--b", "Straße", "shop\u202e", "٣٣٣", "SHOP", "a.b", "a_b", "%00", "👜👜👜"),
    ]
)


@pytest.fixture
async def roomy(start: Start, player: Player) -> AsyncIterator[Platform]:
    """Takes as many orders as are tried."""
    await player.rebuild()
    async with start(queue={"limit": 1_000_000}) as platform:
        yield platform


SHARED = settings(
    max_examples=size.chosen().names,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@SHARED
@given(name=st.one_of(st.text(max_size=80), LIKE_NAMES, TRAPS))
async def test_r30_a_name_is_accepted_exactly_when_it_is_one(roomy: Platform, name: str) -> None:
    body = json.dumps({"name": name, "engine": "woocommerce"})
    reply = await roomy.api("admin", "POST", "/stores", data=body, headers={"Content-Type": "application/json"})
    try:
        parse_name(name)
    except BadName:
        expected = {422}
    else:
        expected = {202, 409}
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        expected = {400}
    assert reply.status in expected, (name, reply.body)


@settings(SHARED, max_examples=size.chosen().names // 5)
@given(
    body=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
async def test_r30_no_body_breaks_anything(platform: Platform, body: object) -> None:
    content = json.dumps({"name": body, "engine": body, "options": body, "plan": body})
    reply = await platform.api("admin", "POST", "/stores", data=content, headers={"Content-Type": "application/json"})
    assert reply.status in (400, 422), reply.body


PATHS = [
    "%00",
    "%2F",
    "..%2f..",
    "%FF%FE",
    "caf%C3%A9",
    "a%0d%0ab",
    "%ED%A0%80",
    "x" * 300,
    "%7B%7Bname%7D%7D",
    "~",
    "*",
    "%",
]


@pytest.mark.parametrize("name", PATHS)
async def test_r30_a_strange_path_is_just_not_found(platform: Platform, name: str) -> None:
    from yarl import URL  # noqa: PLC0415 - sends the path as it is

    for method, path in [("GET", f"/stores/{name}"), ("DELETE", f"/stores/{name}"), ("GET", f"/receipts/{name}")]:
        url = URL(f"{platform.url}/api/v1{path}", encoded=True)
        headers = {"Authorization": "Bearer token-of-ada-in-a-test"}
        async with platform.http.request(method, url, headers=headers) as answer:
            assert answer.status in (400, 404, 405), await answer.text()
    for page in (f"/{name}", f"/assets/{name}", f"/docs/{name}"):
        async with platform.http.get(URL(f"{platform.url}{page}", encoded=True)) as answer:
            assert answer.status in (400, 404), await answer.text()
