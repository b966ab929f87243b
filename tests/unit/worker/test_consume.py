"""The rim of a job: nothing is carried out by a state that may not be believed, or is about another cluster."""

from types import SimpleNamespace
from typing import Any

import pytest

from services.worker import consume
from services.worker.tools import Tools
from shared.domain.errors import StoreyardError
from shared.domain.jobs import Job, JobKind
from shared.repository.mark import OtherCluster, RedisAway, Unmarked


class World:
    """A mark that refuses; remembers what happened."""

    def __init__(self, error: StoreyardError | None) -> None:
        self.error = error
        self.happened: list[str] = []

    async def require(self) -> float:
        if self.error:
            raise self.error
        return 1.0

    async def progress(self, _uid: str, _text: str) -> None:
        self.happened.append("told")

    async def work(self, _tools: Tools, _job: Job) -> None:
        self.happened.append("worked")

    async def outcome(self, kind: JobKind) -> str:
        other: Any = SimpleNamespace(mark=self, stores=self)
        settings: Any = SimpleNamespace(queue=SimpleNamespace(job_timeout=20.0))
        tools = Tools(settings, other, other, other, other, lambda: self.happened.append("doubted"))
        return await consume._outcome(tools, Job(kind=kind, uid="u1", name="demo"), self.work)


@pytest.mark.parametrize("kind", JobKind)
async def test_r43_a_job_about_another_clusters_store_ends_early_and_writes_nothing(kind: JobKind) -> None:
    world = World(OtherCluster("This Redis holds the stores of cluster c1."))
    assert await world.outcome(kind) == "refused"
    assert world.happened == ["doubted"]


@pytest.mark.parametrize("error", [Unmarked("rebuilding", delay=2), RedisAway("away", delay=2)])
@pytest.mark.parametrize("kind", JobKind)
async def test_a_job_is_put_off_while_the_state_cannot_be_believed(kind: JobKind, error: StoreyardError) -> None:
    world = World(error)
    assert await world.outcome(kind) == "temporary"
    assert "worked" not in world.happened


async def test_a_job_about_a_store_of_this_cluster_is_carried_out() -> None:
    world = World(None)
    assert await world.outcome(JobKind.DELETE) == "done"
    assert world.happened == ["worked"]
