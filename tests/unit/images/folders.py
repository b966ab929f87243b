"""The folders of `deploy/images`, as tests read them."""

import re
from pathlib import Path

from tests.tools import ROOT

IMAGES = ROOT / "deploy" / "images"
DOCKERFILES = sorted(IMAGES.glob("*/Dockerfile"))


def name_of(dockerfile: Path) -> str:
    """What its first line says that the image is called."""
    return dockerfile.read_text(encoding="utf-8").splitlines()[0].removeprefix("# Image: ")


def read(folder: Path, *patterns: str) -> str:
    """The text of all files that match, one after the other."""
    files = sorted({file for pattern in patterns for file in folder.rglob(pattern)})
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def default(dockerfile: Path, argument: str) -> str:
    """The default of a build argument."""
    found = re.search(rf"^ARG {argument}=(.*)$", dockerfile.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"{dockerfile} has no default of {argument}"
    return found[1]
