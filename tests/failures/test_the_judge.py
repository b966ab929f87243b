"""The judge sees what it is for: each wrong, put into an otherwise clean history, is found."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.domain.labels import UID
from tests.failures.evidence import Answered, Evidence, Write
from tests.failures.judge import judge
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
    e.answers.append(_deletes("u1"))
    e.receipts = {"u1": {"uid": "u1", "name": "demo", "state": "done"}}


def _deletes(uid: str) -> Answered:
    return Answered("ada", "DELETE", "/stores/demo", None, 202, {"uid": uid, "name": "demo"}, 0.2, 0.3)


def _a_deletion_before(e: Evidence) -> None:
    """Before the store that is there, another of the same name was ordered and deleted as it was asked."""
    order = {"uid": "u0", "name": "demo"}
    e.answers[:0] = [Answered("ada", "POST", "/stores", {}, 202, order, -0.2, -0.1), _deletes("u0")]
    e.writes.insert(0, Write("create", "namespaces", "", "store-demo", 201))
    e.receipts["u0"] = order | {"state": "done"}


def _vanish_after_a_deletion(e: Evidence) -> None:
    _a_deletion_before(e)
    assert judge(e) == []
    _vanish(e)


def _ignore_a_deletion(e: Evidence) -> None:
    e.answers.append(_deletes("u1"))


def _leave_a_part(e: Evidence) -> None:
    _lose(e)
    e.answers.append(_deletes("u1"))
    e.receipts["u1"] = {"uid": "u1", "name": "demo", "state": "done"}
    e.objects = e.objects[1:]


def _delete_without_a_receipt(e: Evidence) -> None:
    _lose(e)
    e.objects = []
    e.answers.append(_deletes("u1"))


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


def _write_to_an_admin(e: Evidence) -> None:
    e.writes.append(Write("apply", "configmaps", "store-of-an-admin", "x", 200))


def _delete_an_admins(e: Evidence) -> None:
    e.writes.append(Write("delete", "namespaces", "", "store-of-an-admin", 200))


def _write_to_an_admin_who_was_first(e: Evidence) -> None:
    """The name was ordered, and yet the namespace is not ours: somebody else made it."""
    e.writes[0] = Write("create", "namespaces", "", "store-demo", 201, ours=False)


def _make_what_nobody_ordered(e: Evidence) -> None:
    e.writes.append(Write("create", "namespaces", "", "store-more", 201))


def _contradict(e: Evidence) -> None:
    e.objects[1]["status"] = {}


def _call_ready_what_is_anothers(e: Evidence) -> None:
    e.stores[0]["uid"] = "u9"


def _miscount(e: Evidence) -> None:
    e.quotas = {"ada": 2}


def _miscount_an_admin(e: Evidence) -> None:
    order = {"uid": "u2", "name": "other"}
    e.answers.append(Answered("root", "POST", "/stores", {}, 202, order, 0.2, 0.3))
    e.receipts["u2"] = order | {"state": "expired"}
    e.quotas["root"] = 1


def _ask_no_quota(e: Evidence) -> None:
    e.quotas = {}


def _change_password(e: Evidence) -> None:
    e.objects.append(_object("Secret", "database", "u1", data={"password": "MTIz"}))


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (_lose, "lost"),
        (_vanish, "deleted unasked"),
        (_come_back, "came back"),
        (_vanish_after_a_deletion, "deleted unasked"),
        (_ignore_a_deletion, "not deleted"),
        (_leave_a_part, "not deleted"),
        (_delete_without_a_receipt, "not deleted"),
        (_stick, "stuck"),
        (_fail_silently, "silent"),
        (_forget_a_change, "unchanged"),
        (_double, "doubled"),
        (_set_up_twice, "doubled"),
        (_mix, "of another store"),
        (_stray, "outside"),
        (_write_to_an_admin, "outside"),
        (_delete_an_admins, "outside"),
        (_write_to_an_admin_who_was_first, "outside"),
        (_make_what_nobody_ordered, "outside"),
        (_contradict, "contradicted"),
        (_call_ready_what_is_anothers, "contradicted"),
        (_miscount, "quota"),
        (_miscount_an_admin, "quota"),
        (_ask_no_quota, "quota"),
        (_change_password, "passwords"),
    ],
)
def test_each_wrong_is_found(wrong: Callable[[Evidence], None], found: str) -> None:
    evidence = clean()
    assert judge(evidence) == []
    wrong(evidence)
    assert any(finding.startswith(found) for finding in judge(evidence)), judge(evidence)
