"""PATCH, If-Match and protection, as a client sees them; the worker's part is played by the test."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from shared.domain.status import StoreRecord
from tests.integration.api.conftest import Start
from tests.integration.api.platform import Platform, Reply
from tests.integration.api.player import Player


@pytest.fixture
async def store(platform: Platform, player: Player) -> dict[str, Any]:
    """A Ready one."""
    ordered = await platform.order()
    await player.show(ordered["uid"], "Ready")
    return ordered


async def patch(platform: Platform, match: str | None = None, **body: Any) -> Reply:
    headers = {"If-Match": match} if match is not None else {}
    return await platform.api("ada", "PATCH", "/stores/my-shop", json=body, headers=headers)


async def written(player: Player, uid: str, **spec: Any) -> StoreRecord:
    """A worker has written the change that was accepted."""
    record = await player.repository.stores.by_uid(uid)
    assert record is not None
    assert record.intent is not None
    assert record.spec is not None
    identity, generation = record.intent.id, record.spec.generation + 1
    return await player.show(uid, "Ready", spec={"generation": generation, "intent": identity, **spec})


async def test_a_change_is_accepted_and_its_job_waits_for_a_worker(platform: Platform, store: dict[str, Any]) -> None:
    reply = await patch(platform, plan="medium", options={"title": "Mugs"}, protected=True)
    assert reply.status == 202
    assert reply.headers["Location"] == "/api/v1/stores/my-shop"
    assert (reply.json["phase"], reply.json["intent"]["kind"]) == ("Queued", "change")
    assert (reply.json["generation"], reply.json["plan"]) == (1, "small"), "a worker writes it, not the api"
    record = await platform.context.repository.stores.by_uid(store["uid"])
    assert record is not None
    assert record.intent is not None
    assert record.intent.change is not None
    assert record.intent.change.plan is not None
    assert record.intent.change.plan.name == "medium"
    assert (record.intent.change.options.named, record.intent.change.protected) == ({"title": "Mugs"}, True)
    job = (await platform.jobs(store["uid"]))[-1]
    assert (job["kind"], job["attempt"], job["generation"]) == ("provision", 2, 1)
    assert platform.audit()[-1]["action"] == "store.change"


async def test_a_change_is_over_when_the_namespace_shows_it(
    platform: Platform, player: Player, store: dict[str, Any]
) -> None:
    await patch(platform, protected=True)
    await written(player, store["uid"], protected=True)
    shown = await platform.api("ada", "GET", "/stores/my-shop")
    assert (shown.json["intent"], shown.json["generation"], shown.json["protected"]) == (None, 2, True)
    assert shown.headers["ETag"] == f'"{store["uid"]}-2"'


@pytest.mark.parametrize(
    ("body", "problem", "field"),
    [
        ({}, "invalid-request", ""),
        ({"options": {}}, "invalid-request", ""),
        ({"plan": "huge"}, "unknown-plan", "plan"),
        ({"engine": "medusa"}, "unknown-field", "engine"),
        ({"options": {"colour": "red"}}, "unknown-field", "options.colour"),
        ({"options": {"currency": "euro"}}, "invalid-request", "options.currency"),
        ({"protected": "very"}, "invalid-request", "protected"),
    ],
)
async def test_a_change_that_cannot_be_meant_is_a_422_at_its_field(
    platform: Platform, store: dict[str, Any], body: dict[str, Any], problem: str, field: str
) -> None:
    reply = await patch(platform, **body)
    assert (reply.status, reply.problem) == (422, problem)
    assert field in {fault["field"] for fault in reply.json["errors"]}


async def test_there_is_one_change_at_a_time(platform: Platform, store: dict[str, Any]) -> None:
    assert (await patch(platform, plan="medium")).status == 202
    assert (await patch(platform, plan="large")).problem == "conflict"


async def test_an_order_that_has_not_begun_cannot_be_changed(platform: Platform) -> None:
    await platform.order()
    assert (await patch(platform, plan="medium")).problem == "conflict"


async def test_a_store_that_goes_cannot_be_changed_and_a_change_does_not_stop_a_deletion(
    platform: Platform, store: dict[str, Any]
) -> None:
    assert (await patch(platform, plan="medium")).status == 202
    gone = await platform.api("ada", "DELETE", "/stores/my-shop")
    assert (gone.status, gone.json["intent"]["kind"]) == (202, "delete")
    assert (await patch(platform, plan="large")).problem == "being-deleted"


@pytest.mark.parametrize(
    ("match", "status"),
    [
        ("*", 202),
        ('"{uid}-1"', 202),
        ('"other", "{uid}-1"', 202),
        ('W/"{uid}-1"', 412),
        ('"{uid}-2"', 412),
        ('"other-1"', 412),
        ("{uid}-1", 412),
        ('"*"', 412),
    ],
)
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_if_match_compares_strongly_with_the_etag(
    platform: Platform, store: dict[str, Any], method: str, match: str, status: int
) -> None:
    headers = {"If-Match": match.format(uid=store["uid"])}
    body = {"json": {"plan": "large"}} if method == "PATCH" else {}
    reply = await platform.api("ada", method, "/stores/my-shop", headers=headers, **body)
    assert reply.status == status, reply.body
    if status == 412:
        assert f'"{store["uid"]}-1"' in reply.json["detail"]
        assert (await platform.api("ada", "GET", "/stores/my-shop")).json["intent"] is None


async def test_if_match_is_honoured_by_a_retry(platform: Platform, player: Player, store: dict[str, Any]) -> None:
    await player.show(store["uid"], "Failed")
    for tag, status in [("other-1", 412), (f"{store['uid']}-1", 202)]:
        reply = await platform.api("ada", "POST", "/stores/my-shop/retry", headers={"If-Match": f'"{tag}"'})
        assert reply.status == status


async def test_a_protected_store_is_not_deleted_before_it_shows_that_it_is_not(
    platform: Platform, player: Player, store: dict[str, Any]
) -> None:
    async def delete() -> Reply:
        return await platform.api("ada", "DELETE", "/stores/my-shop")

    await patch(platform, protected=True)
    assert (await delete()).problem == "protected", "accepted is as good as written"
    await written(player, store["uid"], protected=True)
    assert (await delete()).problem == "protected"
    await patch(platform, protected=False)
    assert (await delete()).problem == "protected", "a change that may still be taken back opens nothing"
    await written(player, store["uid"], protected=False)
    assert (await delete()).status == 202


async def test_protection_and_deletion_at_the_same_moment_never_both_win(start: Start, player: Player) -> None:
    await player.rebuild()
    async with start() as one, start() as two:
        for number in range(20):
            name = f"shop-{number}"
            uid = (await one.order("admin", name=name))["uid"]
            await player.show(uid, "Ready")
            kept, gone = await asyncio.gather(
                one.api("admin", "PATCH", f"/stores/{name}", json={"protected": True}),
                two.api("admin", "DELETE", f"/stores/{name}"),
            )
            assert Counter((kept.status, gone.status)) == Counter((202, 409)), (kept.body, gone.body)


async def test_of_many_who_saw_the_same_version_exactly_one_changes_it(start: Start, player: Player) -> None:
    await player.rebuild()
    async with start() as one, start() as two:
        uid = (await one.order("admin"))["uid"]
        await player.show(uid, "Ready")
        headers = {"If-Match": f'"{uid}-1"'}
        replies = await asyncio.gather(
            *(
                replica.api("admin", "PATCH", "/stores/my-shop", json={"plan": "large"}, headers=headers)
                for replica in (one, two) * 25
            )
        )
        assert Counter(reply.status for reply in replies) == {202: 1, 409: 49}
        await written(player, uid)
        late = await one.api("admin", "PATCH", "/stores/my-shop", json={"plan": "small"}, headers=headers)
        assert late.problem == "precondition-failed"


async def test_the_history_begins_with_the_order_and_shows_the_newest_first(platform: Platform, player: Player) -> None:
    ordered = await platform.order()
    (entry,) = (await platform.api("ada", "GET", "/stores/my-shop/history")).json["items"]
    assert (entry["what"], entry["at"]) == ("Accepted", ordered["createdAt"])
    assert entry["detail"].startswith("woocommerce ")
    await player.show(ordered["uid"], "Remembering")
    items = (await platform.api("ada", "GET", "/stores/my-shop/history")).json["items"]
    assert [(one["what"], one["detail"]) for one in items] == [("Ready", "a mug"), ("Accepted", "as ordered")]
