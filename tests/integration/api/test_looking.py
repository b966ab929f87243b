"""Manifests and logs, asked from a worker that the test plays."""

import asyncio
from typing import Any

import pytest

from services.api.asking import AT_ONCE
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


async def test_what_only_a_newer_worker_says_is_passed_over(platform: Platform, player: Player) -> None:
    uid = await ready(platform, player)
    newer = POD_LOG | {"lines": [LINE | {"stream": "stderr"}], "sinceWhen": "ever"}
    reply, _ = await asked(platform, player, uid, "logs?component=web", {"logs": newer})
    assert (reply.status, reply.json) == (200, POD_LOG)


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


async def questions(platform: Platform, uid: str, many: int) -> list[dict[str, Any]]:
    """What workers see, as soon as there are so many."""
    while True:
        found = [job for job in await platform.jobs(uid) if job["kind"] == "ask"]
        if len(found) >= many:
            return found
        await asyncio.sleep(0.01)


async def answer_all(player: Player, jobs: list[dict[str, Any]]) -> None:
    """Objects, whatever was asked."""
    nothing = {"items": [], "note": ""}
    for job in jobs:
        await player.reply(job, {"uid": job["uid"], "request_id": job["requestId"], "manifests": nothing})


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "manifests"), ("GET", "logs?component=web"), ("POST", "credentials")]
)
async def test_one_principal_has_few_questions_under_way_and_takes_nobody_elses_place(
    platform: Platform, player: Player, method: str, path: str
) -> None:
    uid = await ready(platform, player)
    asking = [asyncio.create_task(platform.api("ada", "GET", "/stores/my-shop/manifests")) for _ in range(AT_ONCE)]
    await questions(platform, uid, AT_ONCE)
    refused = await platform.api("ada", method, f"/stores/my-shop/{path}")
    assert (refused.status, refused.problem) == (429, "too-many-questions")
    assert 1 <= int(refused.headers["Retry-After"]) <= 5
    assert "Wait for an answer" in refused.json["detail"]
    asking.append(asyncio.create_task(platform.api("admin", "GET", "/stores/my-shop/manifests")))
    await answer_all(player, await questions(platform, uid, AT_ONCE + 1))
    assert [reply.status for reply in await asyncio.gather(*asking)] == [200] * (AT_ONCE + 1)


async def test_a_place_is_free_again_when_its_answer_is_there(platform: Platform, player: Player) -> None:
    uid = await ready(platform, player)
    for number in range(1, 3 * AT_ONCE):
        asking = asyncio.create_task(platform.api("ada", "GET", "/stores/my-shop/manifests"))
        await answer_all(player, await questions(platform, uid, number))
        assert (await asking).status == 200


async def test_a_question_whose_asker_went_away_keeps_its_place_until_it_is_answered(
    platform: Platform, player: Player
) -> None:
    uid = await ready(platform, player)
    leaving = [asyncio.create_task(platform.api("ada", "GET", "/stores/my-shop/manifests")) for _ in range(AT_ONCE)]
    jobs = await questions(platform, uid, AT_ONCE)
    for each in leaving:
        each.cancel()
    await asyncio.gather(*leaving, return_exceptions=True)
    assert (await platform.api("ada", "GET", "/stores/my-shop/manifests")).problem == "too-many-questions"
    await answer_all(player, jobs)
