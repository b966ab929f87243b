"""Each request that we send, as a value: what it is called, its bytes, and when it may be sent again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from shared.domain.types import Manifest
from shared.kubernetes.errors import Conflict, KubernetesError, ServerError, TooManyRequests, Unreachable
from shared.kubernetes.kinds import NAMESPACE, POD, SECRET, Kind, Right, kind_of
from shared.kubernetes.order import MANAGER

_UNAVAILABLE = 503
_PASSING = {500, 502, _UNAVAILABLE, 504}
_ONLY_METADATA = "application/json;as={};g=meta.k8s.io;v=v1,application/json"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request; `str()` of it is how errors name it."""

    verb: str
    kind: str
    target: str = ""
    method: str = "GET"
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json"
    accept: str = "application/json"
    repeatable: bool = True
    """Whether carrying it out twice has the effect of once, so that it may follow an answer that got lost."""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.verb, self.kind, self.target)))

    @property
    def secret(self) -> bool:
        return self.kind == SECRET.kind

    def may_repeat(self, error: KubernetesError) -> bool:
        """Whether to send it again: after "not now" always, after "perhaps done" only if repeatable."""
        if isinstance(error, TooManyRequests):
            return True
        if isinstance(error, Conflict):
            return error.contended and self.verb in {"apply", "create"}
        refused_before_doing = error.status == _UNAVAILABLE and error.delay is not None
        passing = isinstance(error, Unreachable) or (isinstance(error, ServerError) and error.status in _PASSING)
        return passing and (self.repeatable or refused_before_doing)


def review(right: Right) -> Call:
    """Asks what we ourselves may do; every signed-in user may ask that, and nothing is kept of it."""
    attributes = {"verb": right.verb, "group": right.group, "resource": right.resource, "name": right.name}
    body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview"}
    return Call(
        verb="review",
        kind="SelfSubjectAccessReview",
        target=str(right),
        method="POST",
        path="/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        body=orjson.dumps(body | {"spec": {"resourceAttributes": attributes}}),
    )


def get(kind: Kind, name: str, namespace: str | None) -> Call:
    return Call(verb="get", kind=kind.kind, target=_target(namespace, name), path=kind.path(namespace, name))


def list_page(kind: Kind, namespace: str | None, selector: str, *, metadata_only: bool, limit: int, token: str) -> Call:
    """One chunk of a consistent read: no resourceVersion is sent, so the answer is never an old cache's."""
    query = {"limit": str(limit), "labelSelector": selector, "continue": token}
    return Call(
        verb="list",
        kind=kind.kind,
        target=_target(namespace, ""),
        path=kind.path(namespace),
        query={key: value for key, value in query.items() if value},
        accept=_ONLY_METADATA.format("PartialObjectMetadataList") if metadata_only else "application/json",
    )


def watch(kind: Kind, namespace: str | None, selector: str, *, metadata_only: bool, version: int, seconds: int) -> Call:
    query = {"watch": "1", "allowWatchBookmarks": "true"}
    query |= {"resourceVersion": str(version), "timeoutSeconds": str(seconds)}
    return Call(
        verb="watch",
        kind=kind.kind,
        target=_target(namespace, ""),
        path=kind.path(namespace),
        query=query | ({"labelSelector": selector} if selector else {}),
        accept=_ONLY_METADATA.format("PartialObjectMetadata") if metadata_only else "application/json",
    )


def create(manifest: Manifest, *, dry_run: bool = False) -> Call:
    """A POST: 201 is the claim to a name, so it is never sent again where the first one may have worked.

    A dry run passes all of admission and is not kept.
    """
    kind, namespace, name = _address(manifest)
    return Call(
        verb="create",
        kind=kind.kind,
        target=_target(namespace, name),
        method="POST",
        path=kind.path(namespace),
        query={"fieldManager": MANAGER} | ({"dryRun": "All"} if dry_run else {}),
        body=orjson.dumps(manifest),
        repeatable=dry_run,
    )


def apply(manifest: Manifest) -> Call:
    """Server-side apply; JSON is YAML, so the body is plain JSON under the only content type there is for it."""
    kind, namespace, name = _address(manifest)
    if kind is NAMESPACE:
        raise ValueError(f"namespace {name!r} would be applied; a namespace is created by POST and merge-patched")
    return Call(
        verb="apply",
        kind=kind.kind,
        target=_target(namespace, name),
        method="PATCH",
        path=kind.path(namespace, name),
        query={"fieldManager": MANAGER, "force": "true"},
        body=orjson.dumps(manifest),
        content_type="application/apply-patch+yaml",
    )


def merge_patch(kind: Kind, name: str, patch: Manifest, version: int | None, namespace: str | None) -> Call:
    """A JSON merge patch, refused with 409 where the object is no longer at `version`."""
    if kind is NAMESPACE and version is None:
        raise ValueError(f"namespace {name!r} would be patched without the resourceVersion that was read")
    stamp = {} if version is None else {"resourceVersion": str(version)}
    return Call(
        verb="patch",
        kind=kind.kind,
        target=_target(namespace, name),
        method="PATCH",
        path=kind.path(namespace, name),
        query={"fieldManager": MANAGER},
        body=orjson.dumps({**patch, "metadata": {**patch.get("metadata", {}), **stamp}}),
        content_type="application/merge-patch+json",
        repeatable=version is not None,
    )


def delete(kind: Kind, name: str, namespace: str | None, uid: str | None, propagation: str) -> Call:
    options: dict[str, Any] = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation}
    return Call(
        verb="delete",
        kind=kind.kind,
        target=_target(namespace, name),
        method="DELETE",
        path=kind.path(namespace, name),
        body=orjson.dumps(options | ({"preconditions": {"uid": uid}} if uid else {})),
        repeatable=uid is not None,
    )


def logs(namespace: str, pod: str, query: Mapping[str, str | int | None]) -> Call:
    return Call(
        verb="logs",
        kind=POD.kind,
        target=_target(namespace, pod),
        path=POD.path(namespace, pod) + "/log",
        query={key: str(value) for key, value in query.items() if value is not None},
        accept="*/*",
    )


def version() -> Call:
    return Call(verb="version", kind="", path="/version")


def _address(manifest: Manifest) -> tuple[Kind, str | None, str]:
    metadata = manifest["metadata"]
    return kind_of(manifest), metadata.get("namespace"), metadata["name"]


def _target(namespace: str | None, name: str) -> str:
    return f"{namespace}/{name}" if namespace else name
