"""In which order a store's objects are applied, and what is compared about them afterwards."""

from hashlib import sha256

import orjson

from shared.domain.types import Manifest
from shared.kubernetes.kinds import LIMIT_RANGE, NETWORK_POLICY, RESOURCE_QUOTA, SECRET, SERVICE_ACCOUNT, kind_of

MANAGER = "storeyard"
"""The field manager of every write of ours."""

_WAVES = ({RESOURCE_QUOTA, LIMIT_RANGE, NETWORK_POLICY, SERVICE_ACCOUNT}, {SECRET})
"""Guardrails stand before anything can run under them; Secrets before the pods that wait for them and back off."""


def in_waves(manifests: list[Manifest]) -> list[list[Manifest]]:
    """Guardrails, Secrets, all the rest: three waves, be one empty; the objects of a wave may be applied at once."""
    waves: list[list[Manifest]] = [[] for _ in range(len(_WAVES) + 1)]
    for manifest in manifests:
        waves[_wave_of(manifest)].append(manifest)
    return waves


def _wave_of(manifest: Manifest) -> int:
    kind = kind_of(manifest)
    return next((number for number, kinds in enumerate(_WAVES) if kind in kinds), len(_WAVES))


def version_of(manifest: Manifest) -> int:
    """The resourceVersion as a number, comparable within one kind; 0, older than all, for what no server has seen.

    Integers that compare are guaranteed since Kubernetes 1.35 and were so in fact with etcd long before.
    """
    return int(manifest["metadata"].get("resourceVersion") or 0)


def digest_of(manifest: Manifest) -> str:
    """A digest of the fields that we set, by apply or by POST, and still own; `""` where we own none.

    Somebody who changes a field takes it over, so the digest changes; applying the same again keeps it.
    """
    for entry in manifest["metadata"].get("managedFields") or ():
        if (entry.get("manager"), entry.get("subresource", "")) == (MANAGER, ""):
            return sha256(orjson.dumps(entry.get("fieldsV1"), option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    return ""
