"""Moments that a review found between two steps: each once ended wrong, and is met here on purpose."""

from dataclasses import dataclass

import pytest

from services.reconciler.endings import Endings
from services.reconciler.execute import Executor
from services.reconciler.loop import Reconciler
from services.reconciler.view import ClusterView
from shared.domain.intents import IntentKind
from shared.domain.jobs import Job, JobKind, Lane
from shared.domain.labels import COMPONENT
from shared.domain.status import Phase, StoreRecord, phase
from shared.domain.types import Manifest, StoreName, Uid
from shared.jobqueue import JobQueue, job_queue
from shared.kubernetes.gateway import Listing
from shared.repository import Repository, repository as wire
from shared.settings import Settings
from tests.integration.repository.test_state import create, end, epoch_of, rebuilt
from tests.unit.factory import APPLIED, SELLS, SELLS_NOT, namespace, spec, view

__all__ = ["rebuilt"]

KEY = b"k" * 32
JOB = Job(kind=JobKind.PROVISION, uid=Uid("u1"), name=StoreName("demo"))


async def by_uid(repository: Repository, uid: str = "u1") -> StoreRecord:
    found = await repository.stores.by_uid(uid)
    assert found is not None
    return found


async def test_late_news_of_a_vanished_store_does_not_take_the_name_from_its_successor(rebuilt: Repository) -> None:
    epoch = epoch_of(rebuilt)
    await create(rebuilt)
    await rebuilt.stores.publish_namespace(epoch, view(rv=10))
    assert await end(rebuilt, cause="vanished") == "written"
    await create(rebuilt, uid="u2")
    await rebuilt.stores.publish_namespace(epoch, view(uid="u2", rv=30))
    await rebuilt.stores.publish_namespace(epoch, view(rv=11))
    found = await rebuilt.stores.by_name("demo")
    assert found is not None
    assert found.uid == "u2"
    assert await end(rebuilt, cause="vanished") == "written"
    found = await rebuilt.stores.by_name("demo")
    assert found is not None
    assert found.uid == "u2", "the end of the first store took the name from the second"


async def test_an_order_that_is_sent_again_since_its_answer_got_lost_is_not_refused_its_own_name(
    rebuilt: Repository,
) -> None:
    first = await create(rebuilt, quota=1)
    assert await create(rebuilt, quota=1) == first


async def test_a_retry_is_not_swallowed_by_a_repair_that_looked_before_it(rebuilt: Repository) -> None:
    ordered = await create(rebuilt)
    failed = view(rv=10, conditions=(APPLIED, SELLS_NOT))
    failed = failed.model_copy(update={"spec": failed.spec.model_copy(update={"intent": ordered.id})})
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), failed)
    asked = await rebuilt.reservations.intend(await by_uid(rebuilt), IntentKind.RETRY, attempt=2)
    repaired = failed.status.model_copy(update={"attempt": 2})
    later = failed.model_copy(update={"resource_version": 11, "status": repaired})
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), later)
    assert (await by_uid(rebuilt)).intent == asked


async def test_news_of_jobs_is_not_old_because_pods_had_newer_news(rebuilt: Repository) -> None:
    await create(rebuilt)
    shown = ClusterView()
    shown.pods.put(_workload("store-demo", "web"), 98)
    shown.pods.put(_workload("store-other", "web"), 100)
    publish = rebuilt.stores.publish_workloads
    assert await publish(epoch_of(rebuilt), "u1", shown.workloads("store-demo")) == "published"
    shown.jobs.put(_workload("store-demo", "setup"), 99)
    assert await publish(epoch_of(rebuilt), "u1", shown.workloads("store-demo")) == "published"


def _workload(namespace: str, component: str) -> Manifest:
    return {"metadata": {"namespace": namespace, "name": component, "labels": {COMPONENT: component}}, "status": {}}


async def test_what_arq_still_remembers_of_an_emptied_queue_blocks_nothing(rebuilt: Repository) -> None:
    queue = job_queue(rebuilt.redis, rebuilt.keys.prefix, KEY)
    job = JOB.model_copy(update={"uid": Uid(rebuilt.keys.prefix)})  # arq's keys have no prefix
    assert await queue.enqueue(job)
    await rebuilt.redis.delete(rebuilt.keys.queue(Lane.PROVISION))
    assert await queue.enqueue(job)
    assert await queue.depth(Lane.PROVISION) == 1


async def test_of_two_reconcilers_that_see_an_older_redis_the_second_empties_nothing(rebuilt: Repository) -> None:
    first, second = rebuilt, wire(rebuilt.redis, rebuilt.keys.prefix)
    newer = epoch_of(first) + 1
    for one in (first, second):
        one.mark.memory.saw(newer, 5)
    epoch, _ = await first.mark.begin("cluster-1")
    await first.mark.complete(epoch, "v1.36.3")
    await create(first, uid="u9")
    joined, complete = await second.mark.begin("cluster-1")
    assert (joined, complete) == (epoch, True)
    await by_uid(first, "u9")


@dataclass
class News:
    """A cluster in which the store becomes Ready just after the list of a rebuild was answered."""

    reconciler: Reconciler | None = None

    async def list(self, *_args: object, **_named: object) -> Listing:
        assert self.reconciler is not None
        ready = view(rv=20, conditions=(APPLIED, SELLS))
        self.reconciler.view.namespaces["demo"] = ready
        self.reconciler.view.version = 20
        await self.reconciler.publish(ready)
        return Listing([namespace(view(rv=10))], 15)

    async def find(self, *_args: object) -> None:
        return None


@pytest.fixture
def queue(repository: Repository) -> JobQueue:
    return job_queue(repository.redis, repository.keys.prefix, KEY)


def _reconciler(cluster: object, repository: Repository, queue: JobQueue) -> Reconciler:
    def clock() -> float:
        return 1.0

    return Reconciler(
        settings=Settings(),
        gateway=cluster,  # type: ignore[arg-type]  # the two calls that a pass makes
        repository=repository,
        view=ClusterView(),
        endings=Endings(cluster, repository, 86_400),  # type: ignore[arg-type]
        executor=Executor(queue, clock),
        clock=clock,
        cluster="cluster-1",
        version="v1.36.3",
    )


async def test_news_between_the_list_of_a_rebuild_and_its_mark_is_not_lost(
    repository: Repository, queue: JobQueue
) -> None:
    cluster = News()
    reconciler = cluster.reconciler = _reconciler(cluster, repository, queue)
    for _ in range(3):
        await reconciler.pass_once()
    record = await by_uid(repository)
    assert phase(record) is Phase.READY


@dataclass
class Strange:
    """A cluster with one store, whose engine this release lacks."""

    async def list(self, *_args: object, **_named: object) -> Listing:
        seen = view(rv=10, conditions=(APPLIED,))
        return Listing([namespace(seen.model_copy(update={"spec": spec(engine="magento")}))], 15)


async def test_a_store_whose_engine_this_release_lacks_ends_no_pass(repository: Repository, queue: JobQueue) -> None:
    reconciler = _reconciler(Strange(), repository, queue)
    reconciler.view.listed |= {"Pod", "Job"}
    await reconciler.pass_once()
    assert reconciler.phases[Phase.PROVISIONING] == 1


async def test_a_record_that_cannot_be_read_is_published_anew(rebuilt: Repository) -> None:
    ordered = await create(rebuilt)
    shown = view(rv=10)
    shown = shown.model_copy(update={"spec": shown.spec.model_copy(update={"intent": ordered.id})})
    await rebuilt.stores.publish_namespace(epoch_of(rebuilt), shown)
    await rebuilt.redis.hset(rebuilt.keys.record("u1"), "ns", "{broken")
    assert await rebuilt.stores.publish_namespace(epoch_of(rebuilt), shown) == "old"
    assert [record async for record in rebuilt.stores.everything()] == []
    assert await rebuilt.stores.publish_namespace(epoch_of(rebuilt), shown) == "published"
    assert (await by_uid(rebuilt)).namespace == shown
