"""The worker's reading of pod logs, against a kubelet that gives whole seconds and breaks off where it is told."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from services.worker.questions import logs as asked
from services.worker.questions.logs import logs
from services.worker.tools import KeyUnknown, Tools
from shared.domain.jobs import Job, JobKind
from shared.domain.labels import COMPONENT
from shared.domain.podlogs import LogQuestion, parsed, unpacked
from shared.engines.secrets import Secrets, key_id
from shared.engines.woocommerce.keys import admin_password, database_password
from shared.kubernetes.errors import BadRequest
from shared.kubernetes.gateway import Gateway
from tests.unit import factory

KEY = b"0123456789abcdef0123456789abcdef"
MORE = "More lines follow; ask again with `next`."
OLDER = "Older lines are left out: an answer holds 64 KiB."


def pod(name: str = "web-1", *, created: str = "2026-01-02T00:00:00Z", phase: str = "Running") -> dict[str, Any]:
    return {
        "metadata": {"name": name, "uid": f"uid-{name}", "creationTimestamp": created, "labels": {COMPONENT: "web"}},
        "spec": {"containers": [{"name": "web"}]},
        "status": {"phase": phase},
    }


@dataclass
class Kubelet:
    """Lines as (tenth of a second, text); keeps kubelet's rules for sinceTime, tailLines and limitBytes."""

    pods: list[dict[str, Any]] = field(default_factory=lambda: [pod()])
    written: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    asked: int = 0

    async def list(self, _kind: object, *, namespace: str, selector: str) -> Any:
        assert (namespace, selector) == ("store-demo", "app.kubernetes.io/component=web")
        return SimpleNamespace(items=self.pods)

    async def logs(self, _namespace: str, name: str, **query: Any) -> str:
        self.asked += 1
        if name not in self.written:
            raise BadRequest("waiting to start", status=400)
        lines = [stamped(at, text) for at, text in self.written[name]]
        if query["since"]:
            lines = [each for each in lines if each[:19] >= query["since"][:19]]
        if query["tail"] is not None:
            lines = lines[-query["tail"] :]
        return "".join(lines).encode()[: query["limit_bytes"]].decode(errors="replace")


def stamped(at: int, text: str) -> str:
    return f"2026-01-02T03:{at // 600:02}:{at // 10 % 60:02}.{at % 10}Z {text}\n"


async def ask(kubelet: Kubelet, since: str = "", *, tail: int = 200, key: bytes = KEY) -> Any:
    view = factory.view()
    view = view.model_copy(update={"spec": view.spec.model_copy(update={"key_id": key_id(KEY)})})
    about = LogQuestion(component="web", since=since, tail=tail).model_dump()
    job = Job(kind=JobKind.ASK, uid=view.uid, name=view.name, about=about)
    settings: Any = SimpleNamespace(master_key=key)
    other: Any = None
    return await logs(Tools(settings, cast("Gateway", kubelet), other, other, other), job, view)


def is_at_the_end(kubelet: Kubelet, cursor: str) -> bool:
    """Whether the cursor stands behind all that was written."""
    places = {name: place.at for name, place in unpacked(cursor).items()}
    ends = {name: parsed(stamped(*lines[-1]), name, "web")[0].at for name, lines in kubelet.written.items() if lines}
    return places == {asked._id(f"uid-{name}", "web"): at for name, at in ends.items()}


def texts(answer: Any) -> list[str]:
    return [each["text"] for each in answer["lines"]]


rounds = st.lists(
    st.lists(st.tuples(st.sampled_from(["web-1", "web-2"]), st.integers(0, 3), st.integers(0, 120)), max_size=12),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(rounds=rounds, tail=st.integers(1, 15))
def test_no_line_comes_twice_and_none_is_lost_between_two_asks(rounds: Any, tail: int) -> None:
    asyncio.run(_follow(rounds, tail))


async def _follow(rounds: list[list[tuple[str, int, int]]], tail: int) -> None:
    """Two pods write at any pace, several lines in the same moment; somebody asks now and then, and then to the end.

    What was got of a pod is the end of its log without a gap, and at least all that was written after the first ask.
    """
    kubelet = Kubelet([pod("web-1"), pod("web-2")], {"web-1": [], "web-2": []})
    clock, number, since, got = 0, 0, "", list[Any]()
    before: dict[str, int] | None = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asked, "LARGEST", 400)
        for written in [*rounds, *[[]] * sum(map(len, rounds)), []]:
            for name, pause, length in written:
                clock, number = clock + pause, number + 1
                kubelet.written[name].append((clock, f"{number}{'.' * length}"))
            answer = await ask(kubelet, since, tail=tail)
            before = before or {name: len(lines) for name, lines in kubelet.written.items()}
            since, got = answer["next"], got + answer["lines"]
            assert MORE in answer["note"] or "can be read" in answer["note"] or is_at_the_end(kubelet, since)
    for name, lines in kubelet.written.items():
        mine = [line["text"] for line in got if line["pod"] == name]
        assert len(mine) >= len(lines) - (before or {})[name]
        assert mine == [text for _, text in lines][len(lines) - len(mine) :]


async def test_the_first_answer_holds_the_newest_lines_of_all_pods_in_order() -> None:
    kubelet = Kubelet(
        [pod("web-1"), pod("web-2")], {"web-1": [(0, "a"), (20, "c"), (40, "e")], "web-2": [(10, "b"), (30, "d")]}
    )
    answer = await ask(kubelet, tail=3)
    assert texts(answer) == ["c", "d", "e"]
    assert answer["lines"][0]["at"] == "2026-01-02T03:00:02.000000000Z"
    assert answer["note"] == ""
    assert texts(await ask(kubelet, answer["next"])) == []


async def test_a_pod_that_comes_later_is_read_from_its_first_line() -> None:
    kubelet = Kubelet([pod("web-1")], {"web-1": [(0, "old")]})
    since = (await ask(kubelet))["next"]
    kubelet.pods, kubelet.written["web-2"] = [pod("web-2")], [(5, "new"), (6, "newer")]
    answer = await ask(kubelet, since, tail=1)
    assert (texts(answer), answer["note"]) == (["new"], MORE)
    assert texts(await ask(kubelet, answer["next"], tail=1)) == ["newer"]


async def test_older_lines_that_the_tail_would_have_shown_are_said_to_be_left_out() -> None:
    """Two pods, since more than that of one container is not read at first."""
    long = {name: [(at, f"{at}{'.' * 3000}") for at in range(20)] for name in ("web-1", "web-2")}
    answer = await ask(Kubelet([pod("web-1"), pod("web-2")], long))
    assert (len(answer["lines"]), answer["note"]) == (21, OLDER)
    assert (await ask(Kubelet([pod("web-1"), pod("web-2")], long), tail=21))["note"] == ""
    assert texts(await ask(Kubelet([pod("web-1"), pod("web-2")], long), answer["next"])) == []


@pytest.mark.parametrize("begun", [True, False])
async def test_a_log_that_goes_on_beyond_what_was_read_of_it_is_said_to_follow(begun: bool) -> None:
    kubelet = Kubelet(written={"web-1": [(0, "first")]})
    since = (await ask(kubelet))["next"] if begun else ""
    kubelet.written["web-1"] += [(at, f"{at}{'.' * 1000}") for at in range(10, 110)]
    first = await ask(kubelet, since)
    second = await ask(kubelet, first["next"])
    assert (first["note"], second["note"]) == (MORE, "")
    assert int(first["lines"][-1]["text"].rstrip(".")) + 1 == int(second["lines"][0]["text"].rstrip("."))
    assert second["lines"][-1]["text"].startswith("109.")


async def test_more_than_an_answer_holds_follows_with_the_next_one() -> None:
    kubelet = Kubelet([pod("web-1")], {"web-1": [(0, "first")]})
    since = (await ask(kubelet))["next"]
    kubelet.written["web-1"] += [(10, "a" * 40_000), (10, "b" * 40_000), (10, "c")]
    answer = await ask(kubelet, since)
    assert texts(answer) == ["a" * 4096 + " …"]
    rest = await ask(kubelet, answer["next"])
    assert [text[:1] for text in texts(rest)] == ["b", "c"]


async def test_a_container_that_writes_more_than_can_be_read_leaves_a_gap_that_is_told() -> None:
    kubelet = Kubelet([pod("web-1")], {"web-1": [(0, "first")]})
    since = (await ask(kubelet))["next"]
    kubelet.written["web-1"] += [(10, "x" * 2_000_000), (20, "after")]
    answer = await ask(kubelet, since)
    while not texts(answer) and "left out" in answer["note"]:
        since = answer["next"]
        answer = await ask(kubelet, since)
    assert texts(answer) == ["after"]


async def test_secrets_of_the_store_never_come_with_its_logs() -> None:
    view = factory.view()
    secrets = Secrets(KEY, view.spec)
    database, admin = database_password(secrets), admin_password(secrets)
    said = f"connecting with {database}; mysql://shop:{database}@database; admin={admin}!"
    answer = await ask(Kubelet(written={"web-1": [(0, said)]}))
    assert texts(answer) == ["connecting with •••; mysql://shop:•••@database; admin=•••!"]


async def test_a_worker_without_the_stores_key_shows_no_log_since_it_could_not_hide_a_secret() -> None:
    with pytest.raises(KeyUnknown, match="master key"):
        await ask(Kubelet(written={"web-1": [(0, "x")]}), key=b"another key of thirty-two letters")


@pytest.mark.parametrize(
    ("pods", "note"),
    [
        ([], "There is no pod of web now."),
        ([pod(phase="Succeeded")], "No new lines; the newest pod, web-1, is Succeeded."),
        ([pod(phase="Pending")], "No new lines; the newest pod, web-1, is Pending (ContainerCreating)."),
    ],
)
async def test_an_empty_answer_says_why(pods: list[dict[str, Any]], note: str) -> None:
    answer = await ask(Kubelet(pods))
    assert (answer["lines"], answer["note"], answer["next"]) == ([], note, "e30")


async def test_only_the_newest_containers_are_asked() -> None:
    many = [pod(f"web-{n}", created=f"2026-01-02T00:00:{n:02}Z") for n in range(12)]
    kubelet = Kubelet(many, {each["metadata"]["name"]: [(0, each["metadata"]["name"])] for each in many})
    answer = await ask(kubelet)
    assert kubelet.asked == asked.CONTAINERS_MAX
    assert sorted(texts(answer)) == sorted(f"web-{n}" for n in range(4, 12))
    assert len(answer["next"]) < 1024
