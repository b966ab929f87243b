"""What the worker reads of a store that does not sell; the last words of a container go into the status."""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from services.worker.evidence import LINES, LINES_BYTES, gather, whole_lines
from services.worker.tools import Tools
from shared.domain.diagnosis import diagnose
from shared.domain.evidence import Evidence, Problem
from shared.domain.redaction import redacted
from shared.domain.types import Manifest
from shared.engines.registry import ENGINES, engine
from shared.engines.secrets import Secrets
from shared.kubernetes.errors import Unreachable
from shared.kubernetes.gateway import Listing
from shared.kubernetes.kinds import POD, Kind
from tests.unit.domain.cluster import ended, pod, waiting
from tests.unit.factory import spec, view

KEY = b"k" * 32
MET = Problem("shop-unreachable", "No answer.", "")
LOOPING = pod("web", waiting("CrashLoopBackOff", "back-off 40s", last=ended(1, "Error"), restarts=4))


@dataclass
class Cluster:
    """One pod, and what its log says."""

    pods: list[Manifest]
    log: str | None = ""
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def list(self, kind: Kind, *, namespace: str) -> Listing:
        assert namespace == "store-demo"
        return Listing(self.pods if kind is POD else [], 1)

    async def logs(self, _namespace: str, _pod: str, **query: Any) -> str:
        self.asked.append(query)
        if self.log is None:
            raise Unreachable("logs web-x1: no answer")
        return self.log


async def seen(cluster: Cluster, engine_id: str = "woocommerce") -> Evidence:
    of = view().model_copy(update={"spec": spec(engine_id=engine_id)})
    tools = SimpleNamespace(gateway=cluster, secrets=lambda store: Secrets(KEY, store))
    return await gather(cast("Tools", tools), of, MET)


async def test_the_last_lines_of_a_container_that_died_are_read_and_no_more() -> None:
    cluster = Cluster([LOOPING], "cannot open /etc/shop.conf\n")
    assert diagnose(await seen(cluster)).evidence.endswith("cannot open /etc/shop.conf")
    (asked,) = cluster.asked
    assert (asked["container"], asked["tail"]) == ("web", LINES)


async def test_no_log_is_read_where_nothing_died() -> None:
    cluster = Cluster([pod("web", ready=True)])
    await seen(cluster)
    assert cluster.asked == []


async def test_a_log_that_cannot_be_read_costs_no_diagnosis() -> None:
    found = diagnose(await seen(Cluster([LOOPING], None)))
    assert found.code == "crash-loop"
    assert found.evidence.endswith("(Error) after 4 restarts")


@pytest.mark.parametrize("engine_id", sorted(ENGINES))
async def test_r15_no_secret_of_the_store_comes_out_of_a_log(engine_id: str) -> None:
    store = spec(engine_id=engine_id)
    made = engine(engine_id).manifests(store, Secrets(KEY, store), setup=1)
    values = [b64decode(v).decode() for m in made if m["kind"] == "Secret" for v in m["data"].values()]
    derived = {secret for value in values for secret in re.findall(r"[0-9a-f]{32,64}", value)}
    assert derived
    printed = "\n".join([*values, *(f"password={secret}!" for secret in derived)])
    (told,) = (await seen(Cluster([LOOPING], printed), engine_id)).logs
    assert not [secret for secret in derived if secret in told.text]


def test_a_line_that_was_cut_is_left_out_since_it_may_end_in_half_a_secret() -> None:
    assert whole_lines("one\ntwo") == "one\ntwo"
    assert whole_lines("one\n" + "x" * LINES_BYTES) == "one"


def test_a_secret_within_another_leaves_nothing_of_either() -> None:
    assert redacted("ab abcd", frozenset({"ab", "abcd"})) == "••• •••"
