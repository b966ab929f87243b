"""The chart, installed on a real API server for as long as tests need it: its accounts, their rights, the policy.

Its pods do no work there (kwok runs nothing); worker and reconciler are started as processes with its tokens.
"""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest

from shared.engines.tenancy import STORE_MANAGER
from tests.rights import rules
from tests.tools import CHART, tool

ROLE_OF_TESTS = {"storeyard.dev/made-for": "tests"}
TOKEN_HOURS = 2


@dataclass(frozen=True)
class Installed:
    """One release. Its namespace and its installation have the same name, which nobody else has."""

    name: str
    real: Path
    folder: Path

    def user(self, service: str) -> str:
        """As the API server and its audit log call the account of `worker` or `reconciler`."""
        return f"system:serviceaccount:{self.name}:storeyard-{service}"

    @property
    def settings(self) -> dict[str, str]:
        """What the chart's ConfigMap would tell the processes about the release."""
        return {"INSTALLATION": self.name, "STORES__EXPOSURE": self.exposure()}

    def exposure(self, **more: object) -> str:
        return json.dumps({"platformNamespace": self.name, **more})

    def variables(self, service: str) -> dict[str, str]:
        return {"STOREYARD_KUBERNETES__KUBECONFIG": str(self.kubeconfig(service))}

    def kubectl(self, *arguments: str, text: str | None = None) -> str:
        """As administrator."""
        command = [tool("kubectl"), "--kubeconfig", str(self.real), *arguments]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout

    def token(self, service: str, *bound: str) -> str:
        """A fresh one of that account; `bound` are options that name the object it is void without."""
        account = f"storeyard-{service}"
        made = self.kubectl("create", "token", account, "-n", self.name, "--duration", f"{TOKEN_HOURS}h", *bound)
        return made.strip()

    def token_file(self, service: str) -> Path:
        return self.folder / f"{service}.token"

    def kubeconfig(self, service: str, **cluster: object) -> Path:
        """With the token in a file beside it, as kubelet would give it to a pod; `cluster` overrides its entry."""
        path, token = self.folder / f"{service}.kubeconfig", self.token_file(service)
        if not token.exists():
            token.write_text(self.token(service))
        config: dict[str, Any] = json.loads(self.kubectl("config", "view", "--raw", "--minify", "-o", "json"))
        config["users"] = [{"name": service, "user": {"tokenFile": str(token)}}]
        config["contexts"][0]["context"]["user"] = service
        config["clusters"][0]["cluster"].update(cluster)
        path.write_text(json.dumps(config))
        return path

    def _release(self) -> None:
        values = ("--set", f"installation={self.name}", "--set", "rights.createStoreManager=false")
        command = [tool("helm"), "--kubeconfig", str(self.real), "install", "storeyard", str(CHART)]
        subprocess.run(
            [*command, "--namespace", self.name, "--create-namespace", *values], check=True, capture_output=True
        )

    def _share_the_store_manager(self) -> None:
        """The one role that all installations of a cluster share, as the files say; nobody's release is changed."""
        found = self.kubectl("get", "clusterrole", STORE_MANAGER, "--ignore-not-found", "-o", "json")
        there = json.loads(found) if found else None
        wanted = rules("store-manager")
        if there and there["metadata"].get("labels", {}) != ROLE_OF_TESTS:
            if there["rules"] != wanted:
                pytest.skip(f"ClusterRole {STORE_MANAGER} of this cluster belongs to a release with other rules")
            return
        metadata = {"name": STORE_MANAGER, "labels": ROLE_OF_TESTS}
        role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": metadata}
        apply = ("apply", "--server-side", "--force-conflicts", "--field-manager", "tests", "-f", "-")
        self.kubectl(*apply, text=json.dumps({**role, "rules": wanted}))

    def _await_the_fence(self) -> None:
        """A policy is enforced a moment after it was accepted."""
        command = [tool("kubectl"), "--kubeconfig", str(self.kubeconfig("worker"))]
        probe = [*command, "create", "namespace", "store-probe", "--dry-run=server"]
        deadline = time.monotonic() + 30
        while "ValidatingAdmissionPolicy" not in subprocess.run(probe, capture_output=True, text=True).stderr:  # noqa: PLW1510 - it is expected to fail
            assert time.monotonic() < deadline, "the admission policy does not refuse anything"
            time.sleep(0.1)

    def _remove(self) -> None:
        """Stores that a failed test left, the release, its namespace with the key that Helm keeps."""
        mine = f"app.kubernetes.io/managed-by=storeyard,app.kubernetes.io/part-of={self.name}"
        self.kubectl("delete", "namespace", "-l", mine, "--wait=false", "--ignore-not-found")
        helm = [tool("helm"), "--kubeconfig", str(self.real), "uninstall", "storeyard", "--namespace", self.name]
        subprocess.run(helm, check=False, capture_output=True)
        self.kubectl("delete", "namespace", self.name, "--wait=false", "--ignore-not-found")


@contextmanager
def installed(real: Path, folder: Path) -> Iterator[Installed]:
    """Installs the chart under a name of its own and removes it again."""
    release = Installed(f"sy-{token_hex(4)}", real, folder)
    release._share_the_store_manager()
    try:
        release._release()
        release._await_the_fence()
        yield release
    finally:
        release._remove()
