"""Reconcilers whose clock jumps, that freeze, or that stand beside each other."""

from collections import Counter

import pytest

from tests.failures import clock
from tests.failures.judge import fingerprint
from tests.failures.lab import Lab, experiment, lines
from tests.waiting import until

pytestmark = pytest.mark.timeout(600)

HOUR = 3600


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
async def test_r23_a_clock_that_jumps_an_hour_changes_nothing_and_writes_nothing(jump: int) -> None:
    async with experiment() as lab:
        file = _give_a_clock(lab, "reconciler")
        await lab.ada.order("calm")
        await lab.all_ready(["calm"])
        await lab.ada.order("demo")
        file.write_text(str(jump))
        await lab.all_ready(["demo"])
        file.write_text(str(2 * jump))
        before, passes = await _versions(lab), await _passes(lab)
        await until(lambda: _passed(lab, passes + 10), "ten passes")
        assert await _versions(lab) == before
        evidence = await lab.nothing_is_wrong()
        assert fingerprint(evidence, "demo") == fingerprint(evidence, "calm")


def _give_a_clock(lab: Lab, name: str, beside: str | None = None) -> "clock.Path":
    """(Re)starts that process under a clock of its own; returns the file that moves it."""
    file = lab.stack.folder / f"{beside or name}.clock"
    lab.stack.variables[clock.VARIABLE] = str(file)
    if beside is None:
        lab.stack.processes[name].stop()
    lab.stack.start(name, beside or name)
    del lab.stack.variables[clock.VARIABLE]
    return file


async def _versions(lab: Lab) -> dict[tuple[str, str, str], str]:
    """The resourceVersion of everything in stores' namespaces."""
    return {
        (o["metadata"].get("namespace", ""), o["kind"], o["metadata"]["name"]): o["metadata"]["resourceVersion"]
        for o in await lab.objects()
        if "store-" in o["metadata"].get("namespace", "") + o["metadata"]["name"]
    }


async def _passes(lab: Lab, name: str = "reconciler") -> int:
    """How many passes that reconciler has completed, as its metrics say."""
    port = await until(lambda: lab.stack.port(name), f"{name} tells its port")
    async with lab.admin.session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        found = [line for line in (await answer.text()).splitlines() if line.startswith("storeyard_reconcile_passes")]
    return sum(int(float(line.split()[-1])) for line in found if 'outcome="done"' in line or 'result="done"' in line)


async def _passed(lab: Lab, many: int) -> bool:
    return await _passes(lab) >= many


async def test_r24_two_reconcilers_one_frozen_and_one_an_hour_off_do_as_one_does() -> None:
    async with experiment(workers=2) as lab:
        await lab.ada.order("calm")
        await lab.all_ready(["calm"])
        file = _give_a_clock(lab, "reconciler", beside="reconciler-2")
        file.write_text(str(HOUR))
        await until(lambda: _has_begun(lab), "the second one works")
        written = len(await lab.journal())
        lab.stack.processes["reconciler"].freeze()
        names = [f"demo-{number}" for number in range(5)]
        for name in names:
            await lab.ada.order(name)
        await lab.all_ready(names[:2])
        lab.stack.processes["reconciler"].thaw()
        await lab.all_ready(names)
        gone = await lab.ada.delete("demo-4", (await lab.store("demo-4"))["uid"], 120)
        assert gone["state"] == "done"
        evidence = await lab.nothing_is_wrong()
        for name in names[:4]:
            assert fingerprint(evidence, name) == fingerprint(evidence, "calm")
        assert _written_more_than_twice((await lab.journal())[written:]) == {}


async def _has_begun(lab: Lab) -> bool:
    return any(line.get("event") == "started" for line in lines(lab.stack, "reconciler-2"))


def _written_more_than_twice(rows: list[dict[str, object]]) -> dict[tuple[object, ...], int]:
    """Objects that were applied or deleted more often; a namespace carries claim and verdicts, so it is left out."""
    made = Counter(
        (row["verb"], row["namespace"], row["plural"], row["name"])
        for row in rows
        if row["plural"] != "namespaces" and int(str(row["code"])) < 300
    )
    return {key: times for key, times in made.items() if times > 2}
