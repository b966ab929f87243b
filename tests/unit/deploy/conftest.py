"""The chart as Helm renders it, and the compose file as Compose reads it."""

import functools
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from shared.domain.types import Manifest
from tests.tools import CHART, ROOT, tool

VALUES = {"local": (), "production": ("--values", str(CHART / "values-prod.yaml"))}


@dataclass(frozen=True)
class Rendered:
    """What one `helm template` printed."""

    objects: tuple[Manifest, ...]

    def of(self, kind: str) -> list[Manifest]:
        return [manifest for manifest in self.objects if manifest["kind"] == kind]

    def one(self, kind: str, name: str) -> Manifest:
        found = [manifest for manifest in self.of(kind) if manifest["metadata"]["name"] == name]
        assert found, f"no {kind} {name}"
        return found[-1]

    def pods(self) -> dict[str, Manifest]:
        """Pod specs by the name of their workload."""
        workloads = self.of("Deployment") + self.of("StatefulSet")
        return {workload["metadata"]["name"]: workload["spec"]["template"]["spec"] for workload in workloads}


class HelmRefused(Exception):
    """Helm ended with an error; the text is its own."""


Render = Callable[..., Rendered]


@pytest.fixture(scope="session")
def helm() -> str:
    return tool("helm")


@pytest.fixture(scope="session")
def render(helm: str) -> Render:
    @functools.cache
    def run(*options: str) -> Rendered:
        command = [helm, "template", "storeyard", CHART, "--namespace", "storeyard", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise HelmRefused(done.stderr)
        return Rendered(tuple(document for document in yaml.safe_load_all(done.stdout) if document))

    return run


@pytest.fixture(params=sorted(VALUES))
def rendered(request: pytest.FixtureRequest, render: Render) -> Rendered:
    """The chart with each values file."""
    return render(*VALUES[request.param])


@pytest.fixture(scope="session")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded
