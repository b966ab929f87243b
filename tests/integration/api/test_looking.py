"""Manifests and logs, asked from a worker that the test plays."""

import asyncio
from typing import Any

import pytest

from shared.domain.podlogs import Place, packed
from tests.integration.api.platform import Platform, Reply
from tests.integration.api.player import Player

LINE = {"at": "2026-01-02T03:04:05.100000000Z", "pod": "web-1", "container": "web", "text": "hello"}
CURSOR = packed({"ab12cd34": Place(LINE["at"], 1)})
POD_LOG = {"component": "web", "lines": [LINE], "next": CURSOR, "note": ""}


async def ready(platform: Platform, player: Player) -> str:
    uid = str((await platform.order())["uid"])
    await player.show(uid, "Ready")
    return uid


async def asked(
    platform: Platform, player: Player, uid: str, path: str, content: dict[str, Any]
) -> tuple[Reply, dict[str, Any]]:
    """What the api answers, and the question that a worker saw."""
    asking = asyncio.create_task(platform.api("ada", "GET", f"/stores/my-shop/{path}"))
    while True:
        for job in await platform.jobs(uid):
            if job["kind"] == "ask":
                await player.reply(job, {"uid": uid, "request_id": job["requestId"]} | content)
                return await asking, job
        await asyncio.sleep(0.01)


async def test_manifests_come_from_a_worker(platform: Platform, player: Player) -> None:
    uid = await ready(platform, player)
    content = {
        "items": [{"kind": "Namespace", "metadata": {"name": "store-my-shop"}}],
        "note": "Not there: Job/setup-1.",
    }
    reply, job = await asked(platform, player, uid, "manifests", {"manifests": content})
    assert (reply.status, reply.json) == (200, content)
    assert (job["question"], job["about"]) == ("manifests", {})


async def test_logs_are_asked_for_with_component_cursor_and_tail(platform: Platform, player: Player) -> None:
    uid = await ready(platform, player)
    reply, job = await asked(platform, player, uid, f"logs?component=web&since={CURSOR}&tail=7", {"logs": POD_LOG})
    assert (reply.status, reply.json) == (200, POD_LOG)
    assert job["about"] == {"component": "web", "since": CURSOR, "tail": 7}


async def test_an_answer_to_another_question_is_none(platform: Platform, player: Player) -> None:
    uid = await ready(platform, player)
    reply, _ = await asked(platform, player, uid, "logs?component=web", {"manifests": {"items": [], "note": ""}})
    assert reply.problem == "not-shown"


async def test_a_component_that_the_engine_does_not_have_is_refused_with_those_it_has(
    platform: Platform, player: Player
) -> None:
    await ready(platform, player)
    reply = await platform.api("ada", "GET", "/stores/my-shop/logs?component=cache")
    assert reply.problem == "invalid-request"
    (fault,) = reply.json["errors"]
    assert fault == {"field": "component", "message": "Choose one of: cron, database, setup, web."}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "component"),
        ("component=web&since=yesterday", "since"),
        ("component=web&tail=0", "tail"),
        ("component=web&tail=1001", "tail"),
        ("component=web&follow=1", "follow"),
    ],
)
async def test_a_query_that_cannot_be_meant_is_refused_at_its_field(
    platform: Platform, player: Player, query: str, field: str
) -> None:
    await ready(platform, player)
    reply = await platform.api("ada", "GET", f"/stores/my-shop/logs?{query}")
    assert reply.status == 422
    assert [fault["field"] for fault in reply.json["errors"]] == [field]


async def test_before_there_is_a_namespace_nobody_is_asked(platform: Platform) -> None:
    uid = (await platform.order())["uid"]
    manifests = (await platform.api("ada", "GET", "/stores/my-shop/manifests")).json
    lines = (await platform.api("ada", "GET", "/stores/my-shop/logs?component=web")).json
    assert (manifests["items"], lines["lines"], lines["next"]) == ([], [], "e30")
    assert "no namespace yet" in manifests["note"]
    assert "no namespace yet" in lines["note"]
    assert [job["kind"] for job in await platform.jobs(uid)] == ["provision"]


async def test_looking_inside_is_written_down_without_what_was_seen(platform: Platform, player: Player) -> None:
    uid = await ready(platform, player)
    await asked(platform, player, uid, "logs?component=web", {"logs": POD_LOG})
    await platform.api("bob", "GET", "/stores/my-shop/manifests")
    told = [(e["principal"], e["action"], e["outcome"], e["target"]["uid"]) for e in platform.audit()[-2:]]
    assert told == [("ada", "logs.read", "accepted", uid), ("bob", "manifests.read", "refused", "")]
    assert "hello" not in (platform.folder / "audit.log").read_text()
