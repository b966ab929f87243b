"""Counts and times for administrators."""

from typing import Any

from services.api.stores.finding import CHUNK
from shared.domain.preflight import failed, passed
from shared.domain.status import StoreStatus
from tests.integration.api import player as played
from tests.integration.api.platform import Platform
from tests.integration.api.player import NOW, Player
from tests.waiting import until


async def overview(platform: Platform) -> Any:
    reply = await platform.api("admin", "GET", "/overview")
    assert reply.status == 200, reply.body
    return reply.json


async def test_an_empty_platform_has_nothing_to_count(platform: Platform, player: Player) -> None:
    shown = await overview(platform)
    assert (shown["stores"], shown["phases"], shown["engines"], shown["failures"]) == (0, {}, {}, {})
    assert shown["oldestUnfinished"] is None
    assert shown["applied"] == shown["ready"] == {"count": 0, "p50": None, "p95": None}
    assert shown["lanes"] == [
        {"lane": lane, "depth": 0, "oldestSeconds": 0.0} for lane in ("provision", "verify", "interactive")
    ]
    assert shown["mark"] == {"cluster": played.CLUSTER, "clusterVersion": "v1.36.3-simulated", "epoch": player.epoch}
    assert shown["version"] == "0.1.0"
    assert shown["checks"] == []


async def test_what_a_process_found_missing_comes_first_with_its_fix(platform: Platform, player: Player) -> None:
    missing = failed("storage-class", "There is no default StorageClass.", "Name one.")
    await player.repository.preflight.write("worker-1", [passed("rights", "All there."), missing])
    await player.repository.preflight.write("worker-2", [passed("rights", "All there.")])
    shown = [(one["process"], one["name"], one["ok"], one["fix"]) for one in (await overview(platform))["checks"]]
    assert shown == [
        ("worker-1", "storage-class", False, "Name one."),
        ("worker-1", "rights", True, ""),
        ("worker-2", "rights", True, ""),
    ]


async def test_stores_are_counted_by_phase_engine_and_failure(platform: Platform, player: Player) -> None:
    for number, phase in enumerate(["Ready", "Failed", "Degraded", "Failed", "Deleting", "Provisioning"]):
        engine = "medusa" if number % 2 else "woocommerce"
        store = await platform.order("admin", name=f"shop-{number}", engine=engine)
        await player.show(store["uid"], phase)
    await platform.order("bob", name="young")
    shown = await overview(platform)
    assert shown["stores"] == 7
    assert shown["phases"] == {
        "Ready": 1,
        "Failed": 2,
        "Degraded": 1,
        "Deleting": 1,
        "Provisioning": 1,
        "Queued": 1,
    }
    assert shown["engines"] == {"woocommerce": 4, "medusa": 3}
    assert shown["failures"] == {"image-not-found": 3}
    assert (shown["oldestUnfinished"]["name"], shown["oldestUnfinished"]["phase"]) == ("shop-5", "Provisioning")


async def test_times_run_from_the_start_of_the_attempt(platform: Platform, player: Player, monkeypatch: Any) -> None:
    for number in range(20):
        status = StoreStatus(attempt_started_at=NOW, applied_at=NOW + 1, ready_at=NOW + 1 + number)
        monkeypatch.setitem(played.STATUS, "Timed", status)
        store = await platform.order("admin", name=f"shop-{number}")
        await player.show(store["uid"], "Timed")
    shown = await overview(platform)
    assert shown["applied"] == {"count": 20, "p50": 1.0, "p95": 1.0}
    assert shown["ready"] == {"count": 20, "p50": 10.0, "p95": 19.0}


async def test_a_change_that_is_under_way_counts_what_it_has_reached_itself(
    platform: Platform, player: Player, monkeypatch: Any
) -> None:
    sold_before = StoreStatus(attempt_started_at=NOW, applied_at=NOW + 2, ready_at=NOW - 500)
    monkeypatch.setitem(played.STATUS, "Changed", sold_before)
    store = await platform.order("admin", name="my-shop")
    await player.show(store["uid"], "Changed")
    shown = await overview(platform)
    assert shown["applied"] == {"count": 1, "p50": 2.0, "p95": 2.0}
    assert shown["ready"] == {"count": 0, "p50": None, "p95": None}


async def test_every_store_is_counted_once_however_many_pages_there_are(platform: Platform) -> None:
    for number in range(2 * CHUNK):
        await platform.order("admin", name=f"shop-{number}")
    assert (await overview(platform))["phases"] == {"Queued": 2 * CHUNK}


async def test_queues_tell_their_depth_and_how_long_their_oldest_job_waits(platform: Platform) -> None:
    for number in range(3):
        await platform.order("admin", name=f"shop-{number}")

    async def aged() -> Any:
        lane = (await overview(platform))["lanes"][0]
        return lane if lane["oldestSeconds"] > 0 else None

    lane = await until(aged, "time passes")
    assert (lane["lane"], lane["depth"]) == ("provision", 3)
    assert lane["oldestSeconds"] < 600
