"""Stores that a list lacks: what is believed, and what becomes of their names."""

from typing import Any, cast

import pytest

from services.reconciler.endings import Endings
from services.reconciler.view import ClusterView
from shared.domain.labels import UID, labels_of
from shared.domain.status import StoreRecord
from shared.domain.types import StoreName, Uid
from shared.engines import tenancy
from shared.kubernetes.gateway import Gateway
from shared.repository import Repository
from tests.unit.factory import spec, view

NAMES = ("alpha", "bravo", "charlie")


class Cluster:
    """Answers a GET by name, and nothing else."""

    def __init__(self) -> None:
        self.there: dict[str, dict[str, Any]] = {}

    async def find(self, _kind: object, name: str) -> dict[str, Any] | None:
        return self.there.get(name)


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
async def endings(repository: Repository, cluster: Cluster) -> Endings:
    epoch, _ = await repository.mark.begin("cluster-1")
    await repository.mark.complete(epoch, "v1.36.3")
    return Endings(cast("Gateway", cluster), repository, 86_400)


async def shown(repository: Repository, *names: str, **status: Any) -> None:
    for name in names:
        pinned = spec(name, uid=f"u-{name}")
        seen = view(uid=f"u-{name}", **status).model_copy(update={"spec": pinned, "name": StoreName(name)})
        assert await repository.stores.publish_namespace(repository.mark.memory.epoch, seen) == "published"


async def settle(endings: Endings, *, version: int = 100) -> bool:
    """As after a LIST at that version which showed nothing."""
    records: list[StoreRecord] = [r async for r in endings.repository.stores.everything()]
    return await endings.settle(endings.repository.mark.memory.epoch, records, ClusterView(version=version))


async def left(repository: Repository) -> list[str]:
    return [record.name for record in await repository.stores.page(owner=None)]


async def cause(repository: Repository, name: str) -> str | None:
    receipt = await repository.stores.receipt(Uid(f"u-{name}"))
    return receipt.cause if receipt else None


async def failure(repository: Repository) -> tuple[str, bool] | None:
    """The code of the only store's failure, and whether it names the uid label with its value."""
    (record,) = await repository.stores.page(owner=None)
    found = record.failure
    return (found.code, f"{UID}={record.uid}" in found.evidence) if found else None


async def test_that_most_stores_vanished_is_believed_only_when_seen_twice(
    endings: Endings, repository: Repository
) -> None:
    await shown(repository, *NAMES)
    assert not await settle(endings)
    assert await left(repository) == list(NAMES)
    assert await settle(endings)
    assert await left(repository) == []
    assert await cause(repository, "alpha") == "vanished"


async def test_deletions_that_were_asked_for_are_no_surprise_however_many(
    endings: Endings, repository: Repository
) -> None:
    await shown(repository, *NAMES, deleting_at=5.0)
    assert await settle(endings)
    assert await left(repository) == []
    assert await cause(repository, "alpha") == "requested"


async def test_an_older_list_makes_nothing_vanish(endings: Endings, repository: Repository) -> None:
    await shown(repository, "alpha")
    assert await settle(endings, version=9)
    assert await left(repository) == ["alpha"]


async def test_a_namespace_that_merely_lost_our_labels_keeps_its_name(
    endings: Endings, repository: Repository, cluster: Cluster
) -> None:
    await shown(repository, "alpha")
    lost = cluster.there["store-alpha"] = {"metadata": {"uid": "cluster-u-alpha", "labels": {}}}
    assert await settle(endings)
    assert await left(repository) == ["alpha"]
    assert await failure(repository) == ("labels-missing", True)
    lost["metadata"]["labels"] = labels_of(tenancy.namespace(spec("alpha", uid="u-alpha")))
    assert await settle(endings)
    assert await failure(repository) is None


async def test_a_namespace_that_is_still_listed_without_its_uid_label_is_told_until_it_is_back(
    endings: Endings, repository: Repository
) -> None:
    await shown(repository, "alpha")
    labels = labels_of(tenancy.namespace(spec("alpha", uid="u-alpha")))
    (record,) = [r async for r in repository.stores.everything()]
    assert record.namespace is not None
    listed = ClusterView(namespaces={"alpha": record.namespace}, version=100)
    for shows, told in (({**labels, UID: "u2"}, ("labels-missing", True)), (labels, None)):
        listed.labels = {"store-alpha": shows}
        records = [r async for r in repository.stores.everything()]
        assert await endings.settle(repository.mark.memory.epoch, records, listed)
        assert await failure(repository) == told


async def test_a_namespace_that_a_get_still_finds_has_not_vanished(
    endings: Endings, repository: Repository, cluster: Cluster
) -> None:
    await shown(repository, "alpha")
    labels = {"storeyard.dev/uid": "u-alpha"}
    cluster.there["store-alpha"] = {"metadata": {"uid": "cluster-u-alpha", "labels": labels}}
    assert await settle(endings)
    assert await left(repository) == ["alpha"]


async def test_another_store_of_the_same_name_ends_the_one_that_is_gone(
    endings: Endings, repository: Repository, cluster: Cluster
) -> None:
    await shown(repository, "alpha")
    cluster.there["store-alpha"] = {"metadata": {"uid": "another", "labels": {"storeyard.dev/uid": "u2"}}}
    assert await settle(endings)
    assert await cause(repository, "alpha") == "vanished"
