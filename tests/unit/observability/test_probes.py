import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path

import aiohttp
import pytest

from shared.observability import heartbeat as beats, probes
from shared.observability.heartbeat import Heartbeat
from shared.observability.probes import ReadyCheck
from shared.settings import ProbesSettings
from tests.waiting import until


async def ask(
    path: str, *, checks: Mapping[str, ReadyCheck] | None = None, heart: Heartbeat | None = None
) -> tuple[int, str]:
    settings = ProbesSettings(port=0)
    async with (
        probes.serve(settings, "worker", heart or Heartbeat(), checks or {}) as port,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def fine() -> str | None:
    return None


async def test_a_process_whose_loop_turns_is_alive() -> None:
    assert await ask("/livez") == (200, "ok\n")


async def test_a_heart_that_stopped_beating_is_told() -> None:
    assert await ask("/livez", heart=Heartbeat(last=-1e9)) == (503, "event loop stalled\n")


async def test_a_beat_is_noted_and_makes_the_process_alive_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beats, "BEAT", 0.001)
    heart = Heartbeat(last=-1e9)
    assert not heart.alive
    beating = asyncio.create_task(heart.run())
    await until(lambda: heart.alive, "a beat is noted")
    beating.cancel()


async def test_ready_when_nothing_is_missing() -> None:
    assert await ask("/readyz", checks={"redis": fine}) == (200, "ok\n")


async def test_what_is_missing_is_said_line_by_line() -> None:
    async def gone() -> str:
        return "does not answer"

    async def broken() -> str:
        raise ConnectionError("refused")

    status, text = await ask("/readyz", checks={"redis": gone, "cluster": broken, "disk": fine})
    assert status == 503
    assert text.splitlines() == ["redis: does not answer", "cluster: refused"]


async def test_a_check_that_hangs_is_missing_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "CHECK_SECONDS", 0.01)

    async def hangs() -> str | None:
        await asyncio.Event().wait()
        return None

    status, text = await ask("/readyz", checks={"redis": hangs})
    assert status == 503
    assert text.startswith("redis: no answer within")


async def test_metrics_carry_our_names_and_whether_needed_things_are_there() -> None:
    async def gone() -> str:
        return "away"

    await ask("/readyz", checks={"redis": gone})
    status, text = await ask("/metrics")
    assert status == 200
    assert "storeyard_event_loop_lag_seconds_bucket" in text
    assert 'storeyard_ready{check="redis"} 0.0' in text


async def test_the_port_is_written_where_the_supervisor_looks(tmp_path: Path) -> None:
    settings = ProbesSettings(port=0, run_dir=tmp_path / "run")
    async with probes.serve(settings, "worker-2", Heartbeat(), {}) as port:
        told = json.loads((tmp_path / "run" / "worker-2.json").read_text())
    assert (told["port"], told["pid"]) == (port, os.getpid())
    assert told["started"] > 0
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["worker-2.json"]
