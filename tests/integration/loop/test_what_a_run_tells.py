"""Metrics, readiness and the preflight of real processes."""

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from shared.domain.preflight import PreflightReport
from shared.repository import repository
from tests.stack import Stack, running
from tests.unit.observability.test_metrics_page import exported
from tests.waiting import until

pytestmark = pytest.mark.timeout(120)

PROCESSES = ("api", "worker-1", "reconciler")
STEPS = {"bind", "guardrails", "secrets", "objects"}


async def test_a_run_exports_every_metric_and_says_before_the_first_store_what_is_missing() -> None:
    async with running() as stack, stack.client() as ada:
        for name in PROCESSES[1:]:
            await until(lambda name=name: _is_ready(stack, name), f"{name} is ready")  # type: ignore[misc]
        ordered = await ada.create("my-shop", "woocommerce")
        await ada.reaches("my-shop", "Ready")
        await ada.delete("my-shop", ordered["uid"])
        told = {name: values for process in PROCESSES for name, values in (await _samples(stack, process)).items()}
        assert set(exported()) <= set(told)
        assert {labels["step"] for labels in told["storeyard_provision_step_seconds"]} == STEPS
        assert {labels["kind"] for labels in told["storeyard_reconcile_actions_total"]} >= {"verify"}
        assert {labels["outcome"] for labels in told["storeyard_verification_seconds"]} >= {"sold"}

        reports = {report.process: report for report in await _reports(stack)}
        assert set(reports) == {"worker-1", "reconciler"}
        assert all(check.ok for report in reports.values() for check in report.checks)
        unseen = {c.name for r in reports.values() for c in r.checks if c.message.startswith("not checked here")}
        assert {"rights", "admission-policy", "store-manager"} <= unseen, "the simulator has none, and nobody pretends"

        stack.processes["reconciler"].stop()
        stack.settings["STORES__STORAGE_CLASS"] = "fast"
        stack.start("reconciler")

        async def missing() -> bool:
            status, text = await _get(stack, "reconciler", "/readyz")
            return status == 503 and "storage-class: “fast” does not exist" in text

        await until(missing, "the reconciler names the StorageClass that is missing")

        async def reported() -> list[str]:
            return [check.fix for report in await _reports(stack) for check in report.checks if not check.ok]

        (fix,) = await until(reported, "administrators can read it too")
        assert "STOREYARD_STORES__STORAGE_CLASS" in fix
        assert (await ada.call("GET", "/stores"))[0] == 200, "stores that are there go on"


async def _get(stack: Stack, process: str, path: str) -> tuple[int, str]:
    port = await until(lambda: stack.port(process), f"{process} announces its port")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http, http.get(path) as response:
        return response.status, await response.text()


async def _is_ready(stack: Stack, process: str) -> bool:
    try:
        return (await _get(stack, process, "/readyz"))[0] == 200
    except aiohttp.ClientError:
        return False


async def _samples(stack: Stack, process: str) -> dict[str, list[dict[str, str]]]:
    """The labels of each metric that has a value."""
    await _get(stack, process, "/readyz")  # what it finds is a metric too
    families = text_string_to_metric_families((await _get(stack, process, "/metrics"))[1])
    told: dict[str, list[dict[str, str]]] = {}
    for family in families:
        name = family.name + ("_total" if family.type == "counter" else "")
        if family.samples:
            told[name] = [sample.labels for sample in family.samples]
    return told


async def _reports(stack: Stack) -> list[PreflightReport]:
    redis: Redis = Redis.from_url(f"unix://{stack.socket}")
    try:
        return await repository(redis, "storeyard").preflight.read()
    finally:
        await redis.aclose()
