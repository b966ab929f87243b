"""From a real failing pod to the words that its owner reads, with real processes and the simulator's failures."""

import secrets

import pytest

from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import NAMESPACE
from tests.stack import Stack, running
from tests.waiting import until

pytestmark = pytest.mark.timeout(300)

FAILURES = {
    "hungry": ("setup=out-of-memory", "out-of-memory", "exit code 137 (OOMKilled)"),
    "broken": ("setup=setup-failed", "setup-failed", "setup failed (simulated)"),
    "refused": ("web=admission", "admission-refused", 'violates PodSecurity "restricted:latest"'),
    "looping": ("web=crash-loop", "crash-loop", "exit code 1 (Error)"),
    "crowded": ("web=quota", "quota-exceeded", "exceeded quota: simulated"),
    "homeless": ("database=unschedulable", "pod-unschedulable", "Insufficient memory"),
    "unpulled": ("web=image-pull", "image-cannot-be-pulled", "manifest unknown"),
}
WITH_A_LOG = ("hungry", "broken", "looping")


async def test_each_failing_store_ends_failed_with_its_code_and_evidence() -> None:
    fail = ",".join(f"store-{name}/{wish}" for name, (wish, _, _) in FAILURES.items())
    soon = {"STORES__ATTEMPT_DEADLINE": "20"}  # time enough for each failure to show on a slow machine
    async with running(simulator={"FAIL": fail}, settings=soon) as stack, stack.client() as ada:
        for name in FAILURES:
            await ada.create(name, "woocommerce")
        for name, (_, code, words) in FAILURES.items():
            failure = (await ada.reaches(name, "Failed", 120))["failure"]
            assert (failure["code"], failure["docs"]) == (code, f"docs/diagnosis/{code}.md")
            assert words in failure["evidence"]
            assert ("simulated: no image ran" in failure["evidence"]) is (name in WITH_A_LOG)


async def test_a_worker_without_the_stores_key_changes_nothing_and_the_store_says_so() -> None:
    often = {"STORES__VERIFY_READY_PERIOD": "1"}
    async with running(settings=often) as stack, stack.client() as ada:
        await ada.create("my-shop", "medusa")
        await ada.reaches("my-shop", "Ready")
        stack.processes["worker-1"].stop()
        before = await _version(stack)
        (stack.folder / "master-key").write_text(secrets.token_hex(32))
        stack.start("worker", "worker-2")

        async def told() -> bool:
            failure = (await ada.call("GET", "/stores/my-shop"))[1]["failure"]
            return failure is not None and failure["code"] == "key-unknown"

        await until(told, "the store names the missing key")
        assert await ada.phase("my-shop") == "Ready"
        assert await _version(stack) == before


async def _version(stack: Stack) -> str:
    async with connect(stack.kubeconfig) as connection:
        found = await Gateway(connection).get(NAMESPACE, "store-my-shop")
        return str(found["metadata"]["resourceVersion"])
