"""What goes over the wire for each verb, and that no refusal is ever taken for an answer (R9)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

import orjson
import pytest
from aiohttp import web

from shared.domain.types import Manifest
from shared.kubernetes import calls, errors
from shared.kubernetes.client import Connection
from shared.kubernetes.errors import NotFound, Unreachable
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import CONFIG_MAP, NAMESPACE, POD, SECRET, Right
from tests.unit.kubernetes.stub import Asked, FakeTime, Stub, cut, outcome, refusal, says

SECRET_WORDS = "correct-horse"
CONFIG: Manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web", "namespace": "store-a"}}
HIDDEN: Manifest = CONFIG | {"kind": "Secret", "stringData": {"password": SECRET_WORDS}}
CLAIM: Manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "store-a"}}


async def watched(gateway: Gateway) -> bytes:
    """The first line of a watch; what follows is for R10."""
    call = calls.watch(POD, None, "", metadata_only=False, version=7, seconds=5)
    async with gateway.stream(call, silence=5) as lines:
        return await lines.readline()


VERBS: dict[str, Callable[[Gateway], Awaitable[object]]] = {
    "get": lambda gateway: gateway.get(CONFIG_MAP, "web", "store-a"),
    "find": lambda gateway: gateway.find(CONFIG_MAP, "web", "store-a"),
    "list": lambda gateway: gateway.list(POD),
    "metadata": lambda gateway: gateway.list(POD, metadata_only=True),
    "create": lambda gateway: gateway.create(CLAIM),
    "apply": lambda gateway: gateway.apply(CONFIG),
    "apply a secret": lambda gateway: gateway.apply(HIDDEN),
    "patch": lambda gateway: gateway.merge_patch(NAMESPACE, "store-a", {}, resource_version=1),
    "delete": lambda gateway: gateway.delete(NAMESPACE, "store-a", uid="u"),
    "logs": lambda gateway: gateway.logs("store-a", "web-0"),
    "may": lambda gateway: gateway.may(Right.of("create", POD)),
    "version": lambda gateway: gateway.version(),
    "pages": lambda gateway: anext(gateway.pages(POD)),
    "watch": watched,
}


def test_r9_every_way_to_the_api_server_is_in_the_table() -> None:
    ways = {name for name, value in vars(Gateway).items() if callable(value) and not name.startswith("_")}
    tried = {"patch": "merge_patch", "watch": "stream", "metadata": "list", "apply a secret": "apply"}
    assert {tried.get(verb, verb) for verb in VERBS} == ways - {"now"}


REFUSALS = {
    400: (refusal(400, "BadRequest", SECRET_WORDS), errors.BadRequest),
    401: (refusal(401, "Unauthorized"), errors.Unauthorized),
    403: (refusal(403, "Forbidden"), errors.Forbidden),
    404: (refusal(404, "NotFound"), errors.NotFound),
    409: (refusal(409, "Conflict"), errors.Conflict),
    410: (refusal(410, "Expired"), errors.Gone),
    422: (refusal(422, "Invalid", SECRET_WORDS), errors.Invalid),
    429: ("Too many requests, please try again later.\n", errors.TooManyRequests),
    500: (refusal(500, "InternalError", SECRET_WORDS), errors.ServerError),
    503: ("<html><h1>503 Service Unavailable</h1></html>", errors.ServerError),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", REFUSALS)
async def test_r9_no_refusal_is_taken_for_an_answer(gateway: Gateway, stub: Stub, status: int, verb: str) -> None:
    body, expected = REFUSALS[status]
    stub.script = [says(status, body)]
    if (status, verb) in {(404, "find"), (404, "delete")}:
        assert await VERBS[verb](gateway) is None
        return
    error = await outcome(VERBS[verb](gateway))
    assert type(error) is expected
    assert error.status == status
    assert "secret" not in verb or SECRET_WORDS not in str(error)


@pytest.mark.parametrize("verb", VERBS)
async def test_a_connection_that_breaks_is_an_error_of_ours(gateway: Gateway, stub: Stub, verb: str) -> None:
    stub.script = [cut]
    assert type(await outcome(VERBS[verb](gateway))) is Unreachable


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in {"logs", "watch"}])
@pytest.mark.parametrize("body", ["<html>Please sign in</html>", "", [1]])
async def test_a_stranger_that_answers_200_is_not_believed(
    gateway: Gateway, stub: Stub, verb: str, body: object
) -> None:
    stub.script = [says(200, body)]
    assert "is this an API server?" in str(await outcome(VERBS[verb](gateway)))


@pytest.mark.parametrize("verb", VERBS)
async def test_a_server_that_hangs_costs_the_timeout_and_no_more(connection: Connection, stub: Stub, verb: str) -> None:
    stub.script = [stub.hang]
    begun = monotonic()
    error = await outcome(VERBS[verb](Gateway(connection, timeout=0.05, budget=0.1)))
    assert isinstance(error, Unreachable)
    assert monotonic() - begun < 2


async def test_an_answer_that_stops_in_the_middle_ends_too(connection: Connection, stub: Stub) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"metadata":')
        await stub.closing.wait()
        return response

    stub.script = [half]
    error = await outcome(Gateway(connection, timeout=0.1, budget=0.1).get(POD, "web-0", "store-a"))
    assert isinstance(error, Unreachable)


async def test_nobody_listening_is_an_error_of_ours(connection: Connection, time: FakeTime) -> None:
    connection.configuration.host = "http://127.0.0.1:1"
    error = await outcome(Gateway(connection, sleep=time.sleep, clock=time.clock).version())
    assert isinstance(error, Unreachable)
    assert error.status == 0


async def sent(stub: Stub, call: Awaitable[object]) -> Asked:
    stub.script = [says(200, {"metadata": {"resourceVersion": "5"}})]
    await call
    return stub.asked[-1]


async def test_apply_is_server_side_by_force_under_our_name(gateway: Gateway, stub: Stub) -> None:
    asked = await sent(stub, gateway.apply(CONFIG))
    assert (asked.method, asked.path) == ("PATCH", "/api/v1/namespaces/store-a/configmaps/web")
    assert asked.query == {"fieldManager": "storeyard", "force": "true"}
    assert asked.headers["Content-Type"] == "application/apply-patch+yaml"
    assert asked.headers["Authorization"] == "Bearer from-file"
    assert orjson.loads(asked.body) == CONFIG


async def test_a_namespace_is_created_by_post_and_never_applied(gateway: Gateway, stub: Stub) -> None:
    asked = await sent(stub, gateway.create(CLAIM))
    assert (asked.method, asked.path) == ("POST", "/api/v1/namespaces")
    with pytest.raises(ValueError, match="created by POST"):
        await gateway.apply(CLAIM)


async def test_r3_a_namespace_is_only_patched_at_the_version_that_was_read(gateway: Gateway, stub: Stub) -> None:
    patch: Manifest = {"metadata": {"annotations": {"storeyard.dev/claim": None}}}
    asked = await sent(stub, gateway.merge_patch(NAMESPACE, "store-a", patch, resource_version=17))
    assert asked.headers["Content-Type"] == "application/merge-patch+json"
    metadata = {"annotations": {"storeyard.dev/claim": None}, "resourceVersion": "17"}
    assert orjson.loads(asked.body) == {"metadata": metadata}
    assert patch == {"metadata": {"annotations": {"storeyard.dev/claim": None}}}
    with pytest.raises(ValueError, match="without the resourceVersion"):
        await gateway.merge_patch(NAMESPACE, "store-a", patch, resource_version=None)


async def test_delete_says_whose_object_it_means(gateway: Gateway, stub: Stub) -> None:
    asked = await sent(stub, gateway.delete(NAMESPACE, "store-a", uid="u-1"))
    assert asked.method == "DELETE"
    assert orjson.loads(asked.body)["preconditions"] == {"uid": "u-1"}
    assert orjson.loads(asked.body)["propagationPolicy"] == "Background"


async def test_logs_are_bounded_and_survive_bytes_that_are_no_text(gateway: Gateway, stub: Stub) -> None:
    async def noise(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b"caf\xe9\n")

    stub.script = [noise]
    assert await gateway.logs("store-a", "web-0", container="web", tail=5) == "caf\ufffd\n"
    assert stub.asked[-1].query == {"container": "web", "tailLines": "5", "limitBytes": "65536"}


async def test_find_takes_only_404_for_absence(gateway: Gateway, stub: Stub) -> None:
    stub.script = [says(404, refusal(404, "NotFound"))]
    assert await gateway.find(SECRET, "database", "store-a") is None
    with pytest.raises(NotFound):
        await gateway.get(SECRET, "database", "store-a")


def chunk(version: int, names: list[str] | None, token: str = "") -> dict[str, object]:
    items = None if names is None else [{"metadata": {"name": name}} for name in names]
    return {"metadata": {"resourceVersion": str(version), "continue": token}, "items": items}


async def test_a_list_is_read_in_chunks_and_names_the_kind_of_its_items(gateway: Gateway, stub: Stub) -> None:
    stub.script = [says(200, chunk(7, ["a", "b"], "more")), says(200, chunk(7, ["c"]))]
    listing = await gateway.list(POD, selector="app=x", page=2)
    assert [item["metadata"]["name"] for item in listing.items] == ["a", "b", "c"]
    assert {item["kind"] for item in listing.items} == {"Pod"}
    assert listing.resource_version == 7
    assert [asked.query for asked in stub.asked] == [
        {"limit": "2", "labelSelector": "app=x"},
        {"limit": "2", "labelSelector": "app=x", "continue": "more"},
    ]


async def test_a_list_of_nothing_is_empty(gateway: Gateway, stub: Stub) -> None:
    stub.script = [says(200, chunk(7, None))]
    listing = await gateway.list(POD, metadata_only=True)
    assert listing.items == []
    assert "as=PartialObjectMetadataList" in stub.asked[0].headers["Accept"]


async def test_a_list_whose_chunks_expire_begins_again(gateway: Gateway, stub: Stub) -> None:
    expired = says(410, refusal(410, "Expired"))
    stub.script = [
        says(200, chunk(7, ["a"], "t")),
        expired,
        says(200, chunk(9, ["b"], "u")),
        says(200, chunk(9, ["c"])),
    ]
    listing = await gateway.list(POD)
    assert [item["metadata"]["name"] for item in listing.items] == ["b", "c"]
    assert listing.resource_version == 9


async def test_a_list_that_always_expires_says_so(gateway: Gateway, stub: Stub) -> None:
    stub.script = [says(200, chunk(7, ["a"], "t")), says(410, refusal(410, "Expired"))] * 10
    assert isinstance(await outcome(gateway.list(POD)), errors.Gone)
    assert len(stub.asked) == 8


async def test_now_is_the_servers_date_carried_on_by_our_clock(connection: Connection, stub: Stub) -> None:
    gateway = Gateway(connection)
    with pytest.raises(Unreachable):
        gateway.now()
    stub.script = [says(403, "no", Date="Sun, 06 Nov 1994 08:49:37 GMT")]
    await outcome(gateway.version())
    told = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
    assert told <= gateway.now() < told + timedelta(seconds=5)


async def test_each_attempt_is_counted_once_with_its_outcome(
    connection: Connection, stub: Stub, time: FakeTime
) -> None:
    seen: list[tuple[str, str, int]] = []
    gateway = Gateway(
        connection,
        observe=lambda verb, kind, code, seconds: seen.append((verb, kind, code)),
        sleep=time.sleep,
        clock=time.clock,
    )
    stub.script = [says(503, "<html>"), cut, says(201, {})]
    await gateway.apply(CONFIG)
    assert seen == [("apply", "ConfigMap", 503), ("apply", "ConfigMap", 0), ("apply", "ConfigMap", 201)]


async def test_a_cancelled_call_closes_its_connection(connection: Connection, stub: Stub) -> None:
    stub.script = [stub.hang]
    task = asyncio.ensure_future(Gateway(connection).version())
    while not stub.asked:
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert connection.session.connector
    assert not connection.session.connector._acquired
