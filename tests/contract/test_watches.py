"""WATCH: what comes, in which words, and how it ends."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from shared.domain.types import Manifest
from shared.kubernetes import kinds
from shared.kubernetes.gateway import Gateway
from tests.contract.objects import config_map
from tests.contract.server import Server, version

SELECTOR = "watched=yes"
WATCHED = {"watched": "yes"}


async def now(gateway: Gateway, namespace: str) -> int:
    return (await gateway.list(kinds.CONFIG_MAP, namespace=namespace)).resource_version


async def first(events: AsyncIterator[Manifest], count: int) -> list[Manifest]:
    """So many events that are no bookmarks."""
    found: list[Manifest] = []
    async with aclosing(events) as stream:  # type: ignore[type-var]
        async for event in stream:
            if event["type"] != "BOOKMARK":
                found.append(event)
            if len(found) == count:
                break
    return found


async def relabel(gateway: Gateway, namespace: str, labels: dict[str, str | None]) -> Manifest:
    return await gateway.merge_patch(
        kinds.CONFIG_MAP, "thing", {"metadata": {"labels": labels}}, resource_version=None, namespace=namespace
    )


async def test_a_watch_from_a_list_shows_what_happens_after_it(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    start = await now(gateway, namespace)
    made = await gateway.create(config_map(namespace))
    changed = await gateway.apply(config_map(namespace, data={"key": "other"}))
    await gateway.delete(kinds.CONFIG_MAP, "thing", namespace=namespace)
    events = await first(server.events(kinds.CONFIG_MAP, start, namespace=namespace, selector="!kubernetes.io"), 4)
    told = [(event["type"], event["object"]["metadata"]["name"]) for event in events if _is_ours(event)]
    assert told[:3] == [("ADDED", "thing"), ("MODIFIED", "thing"), ("DELETED", "thing")][: len(told)]
    versions = [version(event["object"]) for event in events if _is_ours(event)]
    assert versions[:2] == [version(made), version(changed)]


def _is_ours(event: Manifest) -> bool:
    return bool(event["object"]["metadata"]["name"] == "thing")


async def test_a_deletion_carries_a_resource_version_of_its_own(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    made = await gateway.create(config_map(namespace, labels=WATCHED))
    start = version(made)
    await gateway.delete(kinds.CONFIG_MAP, "thing", namespace=namespace)
    (event,) = await first(server.events(kinds.CONFIG_MAP, start, namespace=namespace, selector=SELECTOR), 1)
    assert event["type"] == "DELETED"
    assert version(event["object"]) > start


async def test_taking_the_label_away_is_a_deletion_for_a_selective_watch(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    made = await gateway.create(config_map(namespace, labels=WATCHED))
    await relabel(gateway, namespace, {"watched": None})
    events = server.events(kinds.CONFIG_MAP, version(made), namespace=namespace, selector=SELECTOR)
    (event,) = await first(events, 1)
    assert event["type"] == "DELETED"
    listed = await gateway.list(kinds.CONFIG_MAP, namespace=namespace, selector=SELECTOR)
    assert listed.items == []


async def test_giving_the_label_is_an_addition_for_a_selective_watch(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    made = await gateway.create(config_map(namespace))
    await relabel(gateway, namespace, WATCHED)
    events = server.events(kinds.CONFIG_MAP, version(made), namespace=namespace, selector=SELECTOR)
    (event,) = await first(events, 1)
    assert event["type"] == "ADDED"


async def test_what_the_selector_does_not_match_is_not_told(gateway: Gateway, server: Server, namespace: str) -> None:
    start = await now(gateway, namespace)
    await gateway.create(config_map(namespace, "foreign"))
    await gateway.create(config_map(namespace, "thing", labels=WATCHED))
    (event,) = await first(server.events(kinds.CONFIG_MAP, start, namespace=namespace, selector=SELECTOR), 1)
    assert event["object"]["metadata"]["name"] == "thing"


async def test_a_watch_sends_a_bookmark_before_it_ends(gateway: Gateway, server: Server, namespace: str) -> None:
    start = await now(gateway, namespace)
    last = await gateway.create(config_map(namespace, "foreign"))
    events = server.events(kinds.CONFIG_MAP, start, namespace=namespace, selector=SELECTOR, seconds=8)
    told = [event async for event in events]
    assert told
    assert {event["type"] for event in told} == {"BOOKMARK"}
    assert version(told[-1]["object"]) >= version(last)


async def test_a_watch_ends_after_its_seconds(gateway: Gateway, server: Server, namespace: str) -> None:
    start = await now(gateway, namespace)
    events = server.events(kinds.CONFIG_MAP, start, namespace=namespace, selector=SELECTOR, seconds=1)
    assert [event for event in [event async for event in events] if event["type"] != "BOOKMARK"] == []


async def test_a_watch_from_a_version_that_is_too_old_ends_with_410(server: Server, namespace: str) -> None:
    (event,) = await first(server.events(kinds.CONFIG_MAP, 1, namespace=namespace), 1)
    if event["type"] == "ADDED":
        pytest.skip("this API server is so young that it still has its whole history")
    assert event["type"] == "ERROR"
    assert event["object"]["code"] == 410
    assert event["object"]["reason"] == "Expired"


async def test_a_metadata_only_watch_leaves_everything_else_out(
    gateway: Gateway, server: Server, namespace: str
) -> None:
    start = await now(gateway, namespace)
    await gateway.create(config_map(namespace, labels=WATCHED))
    events = server.events(kinds.CONFIG_MAP, start, namespace=namespace, selector=SELECTOR, metadata_only=True)
    (event,) = await first(events, 1)
    assert event["object"]["kind"] == "PartialObjectMetadata"
    assert "data" not in event["object"]
