import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.local import cluster, health, locks, supervisor
from services.local.child import Child, ending, last_words, pause_before
from services.local.greeting import greeting
from services.local.health import HUNG_AFTER, NEVER_AFTER, Silence
from services.local.options import Options
from services.local.state import InTheWay, State
from services.local.table import Layer, Program
from tests.unit.local.ports import two_ports
from tests.waiting import until


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path, "simulated")
    state.prepare()
    return state


def test_restarts_wait_longer_each_time_and_never_longer_than_ten_seconds() -> None:
    pauses = [pause_before(number) for number in range(50)]
    assert pauses[:3] == [0.3, 0.6, 1.2]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 10.0


@pytest.mark.parametrize(
    ("answered", "now", "hung"),
    [
        (None, NEVER_AFTER, False),
        (None, NEVER_AFTER + 1, True),
        (100.0, 100 + HUNG_AFTER, False),
        (100.0, 101 + HUNG_AFTER, True),
    ],
)
def test_silence_is_a_hang_only_after_its_time(answered: float | None, now: float, hung: bool) -> None:
    assert Silence(0.0, answered).is_hung(now) is hung


@pytest.mark.parametrize(("code", "words"), [(2, "exit code 2"), (-9, "signal SIGKILL"), (-15, "signal SIGTERM")])
def test_an_ending_is_told_in_words(code: int, words: str) -> None:
    assert ending(code) == words


def test_the_last_words_of_a_log_fit_on_a_screen(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    assert last_words(log) == []
    log.write_text("a\nb\nc\n" + "d" * 1000 + "\n")
    assert last_words(log) == ["b", "c", "d" * 300]


def test_a_port_of_another_process_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / "worker-1.json").write_text('{"port": 1234, "pid": 77}')
    assert health.probes_port(tmp_path, "worker-1", 77) == 1234
    assert health.probes_port(tmp_path, "worker-1", 78) is None
    assert health.probes_port(tmp_path, "worker-2", 77) is None


def test_a_second_run_in_the_folder_is_told_who_is_there_and_how_to_get_around_it(state: State) -> None:
    with locks.lock(state, Options()), pytest.raises(InTheWay) as caught:
        locks.lock(state, Options(port=9000))
    assert f"process {os.getpid()}" in str(caught.value)
    assert str(state.folder) in str(caught.value)
    assert "DATA=" in str(caught.value)
    assert "PORT=9100" in str(caught.value)


def test_the_lock_is_free_again_when_its_holder_ends(state: State) -> None:
    locks.lock(state, Options()).close()
    locks.lock(state, Options()).close()


@pytest.mark.parametrize(("port", "other"), [(8080, 8180), (65_500, 65_400)])
def test_the_port_that_is_suggested_can_be_used(port: int, other: int) -> None:
    assert locks.another_port(port) == other


@pytest.mark.parametrize("offset", [0, 1])
def test_a_port_in_use_is_named_with_a_way_around_it(offset: int) -> None:
    port = two_ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + offset))
        other.listen()
        with pytest.raises(InTheWay, match=rf"Port {port + offset} is in use.*PORT={port + 100}"):
            supervisor.check_ports(Options(port=port))


HOLD = "import fcntl, sys, time; fcntl.flock(int(sys.argv[1]), fcntl.LOCK_EX); print(); time.sleep(600)"


@pytest.fixture
def leftover(state: State) -> Iterator[subprocess.Popen[bytes]]:
    """A process that outlives its run: it holds the inherited lock and does not end by itself."""
    with (state.run / "alive.lock").open("a") as handle:
        number = handle.fileno()
        command = [sys.executable, "-c", HOLD, str(number)]
        process = subprocess.Popen(command, pass_fds=(number,), stdout=subprocess.PIPE)
    with process.stdout or handle as told:
        told.readline()
    yield process
    process.kill()
    process.wait()


async def test_what_an_earlier_run_left_is_found_by_its_lock_and_ended(
    state: State, leftover: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "ENDS_BY_ITSELF", 0.0)
    said: list[str] = []
    assert locks.holders(state.run / "alive.lock") == [leftover.pid]
    with await locks.no_leftovers(state, said.append):
        assert leftover.wait(5) == -9
    assert said == ["An earlier run is still ending; waiting for it …"]


def child(program: Program, run: Path, said: list[str]) -> Child:
    with (run / "alive.lock").open("a") as handle:
        return Child(program, run, os.dup(handle.fileno()), said.append)


def script(text: str) -> Program:
    return Program("stand-in", (sys.executable, "-c", text), Layer.PRODUCT)


async def test_a_process_that_ends_is_started_again_and_its_last_words_are_shown(tmp_path: Path) -> None:
    said: list[str] = []
    counted = "import pathlib; pathlib.Path('{0}').open('a').write('x'); exit('no such database')".format
    one = child(script(counted(tmp_path / "runs")), tmp_path, said)
    one.start()
    await until(lambda: (tmp_path / "runs").exists() and len((tmp_path / "runs").read_text()) == 2, "a second start")
    await one.stop(5)
    assert said[0].startswith("stand-in ended (exit code 1); starting it again. Its log: ")
    assert said[1] == "  no such database"


async def test_a_process_that_does_not_listen_to_sigterm_is_killed(tmp_path: Path) -> None:
    deaf = (
        "import pathlib, signal, time; signal.signal(15, signal.SIG_IGN); pathlib.Path('{0}').touch(); time.sleep(600)"
    )
    one = child(script(deaf.format(tmp_path / "up")), tmp_path, [])
    one.start()
    await until((tmp_path / "up").exists, "it started")
    await one.stop(0.1)
    assert one.process
    assert one.process.returncode == -9


async def test_a_program_that_cannot_be_started_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    one = child(Program("stand-in", ("/no/such/program",), Layer.PRODUCT), tmp_path, said)
    one.start()
    await until(lambda: bool(said), "it is said")
    await one.stop(1)
    assert said[0].startswith("stand-in cannot be started: ")


def test_the_greeting_has_one_url_the_way_to_the_token_and_a_command_to_try(state: State) -> None:
    text = "\n".join(greeting(Options(port=9000), state, []))
    assert "Storeyard is running:  http://localhost:9000\n" in text
    assert str(state.admin_token) in text
    assert state.admin_token.read_text().strip() not in text
    assert "curl -s http://localhost:9000/api/v1/stores" in text
    assert "simulated" in text


def test_the_greeting_names_what_a_real_cluster_lacks(state: State) -> None:
    text = "\n".join(greeting(Options(kubeconfig=Path("/k")), state, ["preflight: rights: none."]))
    assert "MISSING: preflight: rights: none." in text
    assert "simulated:" not in text


async def test_a_real_cluster_without_a_way_to_its_shops_is_refused_before_anything_starts() -> None:
    with pytest.raises(InTheWay, match="STOREYARD_SHOP_GATEWAY") as caught:
        await cluster.identity(Options(kubeconfig=Path("/k")))
    assert "make run KUBECONFIG=" in str(caught.value)
