"""What scripts/images.sh asks of the program that builds."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.tools import ROOT
from tests.unit.images.folders import DOCKERFILES, name_of

DOCKER = """#!/bin/sh
[ "$1" = info ] && exit
for context; do :; done
echo "$@" >>"$CALLS"
ls "$context/archives" >>"$CALLS" 2>/dev/null || true
"""


def build(folder: Path, *arguments: str, **variables: str) -> str:
    """What a docker of ours was asked, and which archives lay in the context."""
    (folder / "docker").write_text(DOCKER, encoding="utf-8")
    (folder / "docker").chmod(0o755)
    calls = folder / "calls"
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "CALLS": str(calls), **variables}
    subprocess.run([ROOT / "scripts" / "images.sh", *arguments], env=environment, check=True, capture_output=True)
    return calls.read_text(encoding="utf-8")


def test_every_image_is_built_under_the_name_that_its_dockerfile_gives(tmp_path: Path) -> None:
    calls = build(tmp_path)
    for dockerfile in DOCKERFILES:
        assert f"--file {dockerfile.relative_to(ROOT)} --tag {name_of(dockerfile)} " in calls


def test_one_folder_can_be_named_and_options_handed_on(tmp_path: Path) -> None:
    calls = build(tmp_path, "platform", "--", "--network", "host")
    assert calls == "build --file deploy/images/platform/Dockerfile --tag storeyard/platform:dev --network host .\n"


def test_an_archive_on_this_machine_is_put_into_the_context(tmp_path: Path) -> None:
    archive = tmp_path / "shop plugin.zip"
    archive.write_bytes(b"")
    calls = build(tmp_path, "woocommerce", WOOCOMMERCE_ZIP=str(archive))
    assert "--build-arg WOOCOMMERCE_ZIP=shop plugin.zip" in calls
    assert calls.endswith("\nshop plugin.zip\n")


def test_an_address_and_a_base_are_handed_on_as_they_are(tmp_path: Path) -> None:
    calls = build(tmp_path, "woocommerce", WOOCOMMERCE_ZIP="https://shop.example/w.zip", BASE_IMAGE="localhost/debian")
    assert "--build-arg BASE_IMAGE=localhost/debian" in calls
    assert "--build-arg WOOCOMMERCE_ZIP=https://shop.example/w.zip" in calls


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda file: file.parent.name)
def test_no_image_runs_as_root_or_is_built_from_an_address_of_ours(dockerfile: Path) -> None:
    text = dockerfile.read_text(encoding="utf-8")
    user = text.rsplit("\nUSER ", 1)[1].splitlines()[0]
    assert user.partition(":")[0] not in ("root", "0")
    assert "://" not in text
    assert "org.opencontainers.image.title" in text
