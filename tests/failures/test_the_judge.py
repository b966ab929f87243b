"""The judge sees what it is for: each wrong, put into an otherwise clean history, is found."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.domain.labels import UID
from tests.failures.judge import Answered, Evidence, Write, judge
from tests.unit.factory import spec

KEY = b"k" * 64


def clean() -> Evidence:
    """One store that was ordered, made and is Ready."""
    order = {"uid": "u1", "name": "demo"}
    return Evidence(
        answers=[Answered("ada", "POST", "/stores", {}, 202, order, 0.0, 0.1)],
        writes=[
            Write("create", "namespaces", "", "store-demo", 201),
            Write("apply", "services", "store-demo", "web", 200),
        ],
        stores=[order | {"phase": "Ready", "failure": None, "intent": None, "owner": "ada", "plan": "small"}],
        objects=[_namespace("demo", "u1"), _object("Deployment", "web", "u1")],
        quotas={"ada": 1},
        master_key=KEY,
    )


def _namespace(name: str, uid: str) -> dict[str, Any]:
    pinned = spec(uid=uid, name=name)
    meta = {"name": f"store-{name}", "uid": "c1", "resourceVersion": "1", "labels": {UID: uid}}
    meta["annotations"] = {"storeyard.dev/spec": pinned.model_dump_json()}
    return {"kind": "Namespace", "metadata": meta, "status": {"phase": "Active"}}


def _object(kind: str, name: str, uid: str, **more: object) -> dict[str, Any]:
    meta = {"name": name, "namespace": "store-demo", "labels": {UID: uid}}
    return {"kind": kind, "metadata": meta, "status": {"readyReplicas": 1}} | more


def _lose(e: Evidence) -> None:
    e.stores, e.quotas = [], {"ada": 0}


def _vanish(e: Evidence) -> None:
    _lose(e)
    e.objects = []
    e.receipts = {"u1": {"uid": "u1", "name": "demo", "state": "vanished"}}


def _come_back(e: Evidence) -> None:
    _lose(e)
    e.answers.append(Answered("ada", "DELETE", "/stores/demo", None, 202, {}, 0.2, 0.3))
    e.receipts = {"u1": {"uid": "u1", "name": "demo", "state": "done"}}


def _stick(e: Evidence) -> None:
    e.stores[0]["phase"] = "Provisioning"


def _fail_silently(e: Evidence) -> None:
    e.stores[0]["phase"] = "Failed"


def _forget_a_change(e: Evidence) -> None:
    e.answers.append(Answered("ada", "PATCH", "/stores/demo", {"plan": "large"}, 202, {"uid": "u1"}, 0.2, 0.3))


def _double(e: Evidence) -> None:
    e.writes.append(e.writes[0])


def _set_up_twice(e: Evidence) -> None:
    e.objects += [_object("Job", "setup-1", "u1"), _object("Job", "setup-2", "u1")]


def _mix(e: Evidence) -> None:
    e.objects.append(_object("Service", "web", "u2"))


def _stray(e: Evidence) -> None:
    e.writes.append(Write("apply", "configmaps", "kube-system", "x", 200))


def _contradict(e: Evidence) -> None:
    e.objects[1]["status"] = {}


def _miscount(e: Evidence) -> None:
    e.quotas = {"ada": 2}


def _change_password(e: Evidence) -> None:
    e.objects.append(_object("Secret", "database", "u1", data={"password": "MTIz"}))


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (_lose, "lost"),
        (_vanish, "deleted unasked"),
        (_come_back, "came back"),
        (_stick, "stuck"),
        (_fail_silently, "silent"),
        (_forget_a_change, "unchanged"),
        (_double, "doubled"),
        (_set_up_twice, "doubled"),
        (_mix, "of another store"),
        (_stray, "outside"),
        (_contradict, "contradicted"),
        (_miscount, "quota"),
        (_change_password, "passwords"),
    ],
)
def test_each_wrong_is_found(wrong: Callable[[Evidence], None], found: str) -> None:
    evidence = clean()
    assert judge(evidence) == []
    wrong(evidence)
    assert any(finding.startswith(found) for finding in judge(evidence)), judge(evidence)
