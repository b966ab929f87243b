"""What somebody with kubectl does to a store, under a field manager of his own."""

from dataclasses import replace
from pathlib import Path

from shared.domain.types import Manifest
from shared.kubernetes.calls import merge_patch
from shared.kubernetes.client import connect
from shared.kubernetes.kinds import Kind


async def edit(kubeconfig: Path, kind: Kind, name: str, namespace: str, patch: Manifest) -> None:
    """`kubectl edit`: a merge patch whose fields become the editor's."""
    call = replace(merge_patch(kind, name, patch, None, namespace), query={"fieldManager": "kubectl-edit"})
    async with connect(kubeconfig) as connection, connection.open(call, within=5):
        pass
