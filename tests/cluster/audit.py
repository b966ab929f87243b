"""What a user really asked of the API server, read from its audit log."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.place import REAL
from tests.rights import Grant

LOG = Path(os.environ.get(REAL, "/nonexistent")).parent / "log" / "audit.jsonl"
"""Where scripts/cluster keeps it; any other cluster's is out of reach."""
CREATED = 201

needs_audit = pytest.mark.skipif(not LOG.exists(), reason=f"no audit log at {LOG}: no cluster of scripts/cluster")


@dataclass(frozen=True)
class Asked:
    """One request and its end; times as the API server wrote them."""

    user: str
    grant: Grant
    namespace: str
    name: str
    code: int
    message: str
    received: datetime
    ended: datetime
    path: str

    @property
    def uses(self) -> set[Grant]:
        """The grants that it needed: an apply that creates needs `create` too, a RoleBinding needs `bind`."""
        group, resource, verb = self.grant
        more = {(group, resource, "create")} if verb == "patch" and self.code == CREATED else set()
        if resource == "rolebindings" and verb == "create":
            more |= {(group, "clusterroles", "bind")}
        return {self.grant} | more


def asked_by(user: str) -> list[Asked]:
    """What this user asked for, in the order of ends; rehearsals (dry runs) are left out."""
    return [one for one in _requests(user) if one.user == user and "dryRun=" not in one.path]


def asked_in(namespace: str) -> list[Asked]:
    """What anybody asked for in this namespace, in the order of ends."""
    return [one for one in _requests(namespace) if one.namespace == namespace]


def _requests(word: str) -> list[Asked]:
    found = [_read(event) for event in _events(word) if "objectRef" in event]
    return sorted(found, key=lambda one: one.ended)


def _events(word: str) -> Iterator[dict[str, Any]]:
    for file in sorted(LOG.parent.glob("audit*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if word in line)


def _read(event: dict[str, Any]) -> Asked:
    target, status = event["objectRef"], event.get("responseStatus", {})
    resource = "/".join(filter(None, (target["resource"], target.get("subresource"))))
    return Asked(
        user=event["user"]["username"],
        grant=(target.get("apiGroup", ""), resource, event["verb"]),
        namespace=target.get("namespace", ""),
        name=target.get("name", ""),
        code=status.get("code", 0),
        message=status.get("message", ""),
        received=datetime.fromisoformat(event["requestReceivedTimestamp"]),
        ended=datetime.fromisoformat(event["stageTimestamp"]),
        path=event["requestURI"],
    )
