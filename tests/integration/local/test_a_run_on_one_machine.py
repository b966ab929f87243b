"""What `make run` promises, with all processes real (issue: what a person sees, 1)."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from tests.contract.process import Simulator
from tests.integration.local.run import Run, running
from tests.unit.local.ports import two_ports
from tests.waiting import until

ORDER = {"name": "my-shop", "engine": "woocommerce"}


async def refused(run: Run) -> str:
    """What a run that cannot start says; it must end by itself."""
    run.start()
    await until(lambda: run.code is not None, "it gives up", 20)
    assert run.code == 1, run.text
    return run.text


async def test_everything_runs_in_processes_of_its_own_and_what_dies_or_hangs_is_replaced() -> None:
    async with running() as run:
        assert f"http://localhost:{run.port}\n" in run.text
        first = run.pids()
        assert set(first) == {"simulator", "api", "reconciler", "worker-1", "worker-2"}
        assert len({*first.values()}) == 5
        assert await run.stores() == {}

        os.kill(first["worker-1"], signal.SIGKILL)
        os.kill(first["worker-2"], signal.SIGSTOP)
        await until(lambda: run.pids()["worker-1"] != first["worker-1"], "the killed worker is replaced")
        assert "worker-1 ended (signal SIGKILL); starting it again" in run.text
        await until(lambda: run.pids()["worker-2"] != first["worker-2"], "the frozen worker is replaced", 30)
        assert "worker-2 does not answer any more; replacing it" in run.text

        os.kill(first["simulator"], signal.SIGKILL)
        await until(lambda: run.pids()["simulator"] != first["simulator"], "the killed simulator is replaced")
        assert (await run.call("POST", "/stores", ORDER))[0] == 202
        await until(lambda: becomes(run, "Ready"), "the others found it again", 60)

        assert await run.ends(signal.SIGTERM) < 10
        assert run.code == 0
        assert run.remaining() == []


async def test_a_second_run_says_what_is_in_the_way(tmp_path: Path) -> None:
    async with running(workers=1) as run:
        assert run.process
        folder = await refused(Run(run.data, two_ports()))
        assert f"process {run.process.pid}" in folder
        assert "DATA=" in folder
        for port in (run.port, run.port - 1):
            said = await refused(Run(tmp_path / "other", port))
            assert f"Port {run.port} is in use" in said
            assert "make run PORT=" in said
        assert await run.stores() == {}


async def test_ctrl_c_ends_all_and_neither_that_nor_kill_9_of_everything_loses_a_store() -> None:
    async with running() as run:
        status, _ = await run.call("POST", "/stores", ORDER)
        assert status == 202
        assert await run.ends(signal.SIGINT) < 10
        assert run.code == 0
        assert run.remaining() == []

        run.start()
        await run.is_up()
        await until(lambda: becomes(run, "Ready"), "the store is there and becomes Ready", 60)

        assert run.process
        for pid in (run.process.pid, *run.remaining()):
            with suppress(ProcessLookupError):  # the supervisor's death ends the others too
                os.kill(pid, signal.SIGKILL)
        run.process.wait()
        run.start()
        await run.is_up()
        assert await run.stores() == {"my-shop": "Ready"}


async def becomes(run: Run, phase: str) -> bool:
    return await run.stores() == {"my-shop": phase}


async def test_the_death_of_the_supervisor_ends_all_of_it() -> None:
    async with running(workers=1) as run:
        assert len(run.remaining()) == 6  # the supervisor and five children
        await run.ends(signal.SIGKILL)
        await until(lambda: run.remaining() == [], "nothing of it lives")


async def test_a_real_cluster_is_used_without_simulator_and_its_state_is_kept_apart(tmp_path: Path) -> None:
    cluster = Simulator(tmp_path, {"SPEED": "5"})  # stands for a real one: it is reached by a kubeconfig only
    cluster.start()
    told = {"KUBECONFIG": str(cluster.kubeconfig), "STOREYARD_SHOP_GATEWAY": f"127.0.0.1:{cluster.shops_port}"}
    told["STOREYARD_STORES__EXPOSURE"] = '{"ingress_class": "nowhere"}'
    try:
        async with running(settings=told, workers=1) as run:
            assert set(run.pids()) == {"api", "reconciler", "worker-1"}
            assert run.folder.name != "simulated"
            assert "MISSING: preflight: ingress-class: “nowhere” does not exist" in run.text
            assert (await run.call("POST", "/stores", ORDER))[0] == 202
            await until(lambda: becomes(run, "Ready"), "the store becomes Ready", 60)
            assert await run.ends(signal.SIGTERM) < 10
    finally:
        cluster.stop()
