"""What a worker shows of a store's objects."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from services.worker.questions import manifests as asked
from services.worker.questions.manifests import manifests
from services.worker.tools import Tools
from shared.domain.jobs import Job, JobKind
from shared.kubernetes.errors import Forbidden
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import Kind
from tests.unit import factory


@dataclass
class Cluster:
    """Has every object that is asked for, but for some; refuses where it is told to."""

    missing: tuple[str, ...] = ()
    refused: bool = False
    size: int = 10
    asked: list[str] = field(default_factory=list)

    async def find(self, kind: Kind, name: str, namespace: str | None) -> dict[str, Any] | None:
        self.asked.append(kind.kind)
        if self.refused and namespace:
            raise Forbidden("no RoleBinding any more", status=403)
        if f"{kind.kind}/{name}" in self.missing:
            return None
        metadata = {"name": name, "namespace": namespace, "managedFields": [{"manager": "x"}], "uid": "from-cluster"}
        return {"kind": kind.kind, "metadata": metadata, "spec": "x" * self.size}


async def look(cluster: Cluster, **status: Any) -> Any:
    view = factory.view(**status)
    other: Any = None
    tools = Tools(cast("Any", SimpleNamespace()), cast("Gateway", cluster), other, other, other)
    return await manifests(tools, Job(kind=JobKind.ASK, uid=view.uid, name=view.name), view)


async def test_objects_are_those_of_the_cluster_and_secrets_are_never_read() -> None:
    cluster = Cluster()
    answer = await look(cluster)
    assert "Secret" not in cluster.asked
    kinds = [one["kind"] for one in answer["items"]]
    assert kinds[:2] == ["Namespace", "RoleBinding"]
    assert kinds.count("Secret") == 3
    assert all(one["metadata"]["uid"] == "from-cluster" for one in answer["items"] if one["kind"] != "Secret")
    assert not any("managedFields" in one["metadata"] for one in answer["items"])
    assert answer["note"] == asked.SECRETS


async def test_what_is_missing_is_named() -> None:
    answer = await look(Cluster(missing=("Service/web", "Job/setup-1")))
    assert "Not in the cluster: Service/web, Job/setup-1." in answer["note"]


async def test_a_setup_that_is_done_is_not_missed() -> None:
    cluster = Cluster()
    answer = await look(cluster, setup_done="10.5.0/0")
    assert "Job" not in cluster.asked
    assert answer["note"] == asked.SECRETS


async def test_what_a_deletion_hides_from_the_worker_is_named() -> None:
    answer = await look(Cluster(refused=True))
    assert [one["kind"] for one in answer["items"] if one["kind"] != "Secret"] == ["Namespace"]
    assert "Hidden from the worker: RoleBinding/storeyard-store-manager, ResourceQuota/store" in answer["note"]


async def test_an_answer_has_a_size_and_what_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "LARGEST", 5000)
    answer = await look(Cluster(size=2000))
    assert [one["kind"] for one in answer["items"]] == ["Namespace", "RoleBinding"]
    assert "Left out, since the answer would be too large: ResourceQuota/store, " in answer["note"]
