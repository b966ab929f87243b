"""What the chart grants, read from the files that it renders."""

from itertools import product
from typing import Any

import yaml

from tests.tools import CHART

Grant = tuple[str, str, str]
"""(API group, resource or resource/subresource, verb)."""


def rules(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((CHART / "files" / "rights" / f"{name}.yaml").read_text())
    return loaded


def grants(name: str) -> set[Grant]:
    """Everything that `worker`, `store-manager` or `reconciler` is granted."""
    return {grant for rule in rules(name) for grant in product(rule["apiGroups"], rule["resources"], rule["verbs"])}
