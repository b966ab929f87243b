"""The Medusa image and its builders keep the same contract, and the storefront keeps its bars."""

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from shared.engines.medusa import RELEASE, contract, setup, web
from tests.tools import ROOT
from tests.unit.engines.samples import small

IMAGE = ROOT / "deploy" / "images" / "medusa"
STOREFRONT = IMAGE / "storefront"
OF_NODE_AND_MEDUSA = {"NODE_ENV", "NODE_OPTIONS", "MEDUSA_DISABLE_TELEMETRY"}
"""Read by them, not by our files."""
SCRIPT_MAX = 150_000
"""Compressed bytes of script that a visitor loads at most."""
NODE = shutil.which("node") or next(iter(Path.home().glob(".cache/storeyard/node/node/bin/node")), None)


def text(name: str) -> str:
    return (IMAGE / name).read_text()


def given_to(workload: dict[str, Any]) -> set[str]:
    """The names of the variables that the builder sets in the workload's only container."""
    (container,) = workload["spec"]["template"]["spec"]["containers"]
    return {variable["name"] for variable in container["env"]}


def read_by(files: Iterable[Path]) -> set[str]:
    """The names of the variables that those files read."""
    source = "\n".join(file.read_text() for file in files)
    direct = re.findall(r"\benv\.([A-Z_]+)", source)
    taken = re.findall(r"\{ ?([A-Z_, ]+?) ?\} = process\.env", source)
    checked = re.findall(r"matching\(env, ['\"]([A-Z_]+)", source)
    return {*direct, *checked, *(name.strip() for names in taken for name in names.split(","))}


def table(heading: str) -> set[str]:
    """The names in the first column of that section's table in the README."""
    section = text("README.md").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}


def test_every_variable_of_the_server_is_set_by_the_builder_and_read_by_the_image() -> None:
    files = [IMAGE / "server.mjs", IMAGE / "medusa-config.ts", *(IMAGE / "src").rglob("*.ts")]
    assert given_to(web.workload(small("medusa"))) == read_by(files) | OF_NODE_AND_MEDUSA


def test_every_variable_of_the_setup_is_set_by_the_builder_and_read_by_the_image() -> None:
    job = setup.workload(small("medusa"), 1, ["title"])
    assert given_to(job) == read_by([IMAGE / "restore.mjs", *(IMAGE / "setup").glob("*.mjs")])


def test_the_readme_names_every_variable() -> None:
    assert table("The server") == given_to(web.workload(small("medusa")))
    assert table("The setup") == given_to(setup.workload(small("medusa"), 1, ["title"]))


def test_user_folder_port_and_commands_are_those_of_the_builders() -> None:
    dockerfile = text("Dockerfile")
    assert f"USER {contract.USER}:{contract.USER}\n" in dockerfile
    assert f"WORKDIR {Path(contract.UPLOADS).parent}\n" in dockerfile
    assert f"VOLUME {contract.UPLOADS}\n" in dockerfile
    assert f"EXPOSE {contract.WEB_PORT}\n" in dockerfile
    assert f"CMD {json.dumps(contract.SERVER_COMMAND)}\n" in dockerfile
    for _, script in (contract.SERVER_COMMAND, contract.SETUP_COMMAND):
        assert (IMAGE / script).is_file()


def test_the_paths_and_marks_that_the_platform_asks_for_are_served() -> None:
    assert (IMAGE / f"src/api{contract.READY_PATH}/route.ts").is_file()
    assert contract.PROBE_HEADER.lower() in text("src/api/probe/orders/[id]/route.ts")
    assert contract.KEY_HEADER in text("storefront/scripts/store.js")
    assert contract.CANARY_HANDLE in text("build/catalogue.mjs")
    assert contract.CANARY_HANDLE in text("storefront/scripts/store.js")


def test_the_image_holds_the_release_that_the_engine_names() -> None:
    packages = json.loads(text("package.json"))["dependencies"]
    ours = {version for name, version in packages.items() if name.startswith("@medusajs/")}
    assert ours == {RELEASE.version}
    assert f"ARG VERSION={RELEASE.version}\n" in text("Dockerfile")
    assert RELEASE.images["web"] == f"storeyard/medusa:{RELEASE.version}"


def test_the_bases_are_pinned_and_replaceable() -> None:
    dockerfile = text("Dockerfile")
    assert re.search(r"^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-slim$", dockerfile, re.MULTILINE)
    bases = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert set(bases) == {"${NODE_IMAGE}", "server"}


def test_versions_are_exact_and_the_lock_holds_hashes_and_no_addresses() -> None:
    package = json.loads(text("package.json"))
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    entries = json.loads(text("package-lock.json"))["packages"]
    assert not [path for path, entry in entries.items() if "resolved" in entry]
    ours = {path: entry for path, entry in entries.items() if path and not entry.get("inBundle")}
    assert [path for path, entry in ours.items() if "integrity" not in entry] == []


def test_the_storefront_loads_little_script() -> None:
    scripts = [file.read_bytes() for file in (STOREFRONT / "scripts").rglob("*.js")]
    assert sum(len(gzip.compress(script)) for script in scripts) <= SCRIPT_MAX


def test_the_page_has_no_inline_script_or_style_and_loads_its_scripts_at_once() -> None:
    page = text("page.html")
    assert re.findall(r"<script[^>]*>", page) == ['<script type="module" src="/scripts/main.js">']
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    named = set(re.findall(r'(?:modulepreload" href|script type="module" src)="([^"]+)"', page))
    assert named == {f"/{file.relative_to(STOREFRONT)}" for file in STOREFRONT.rglob("*.js")}


def test_every_picture_of_the_catalogue_is_there() -> None:
    pictures = re.findall(r"picture: ['\"](\w+)['\"]", text("build/catalogue.mjs"))
    assert {f"{name}.svg" for name in pictures} == {file.name for file in (STOREFRONT / "pictures").iterdir()}


@pytest.mark.skipif(NODE is None, reason="no Node here, and no wheel of it")
def test_the_tests_of_the_storefront_and_the_setup_pass() -> None:
    tests = sorted(str(file) for file in (IMAGE / "tests").glob("*.test.mjs"))
    done = subprocess.run([str(NODE), "--test", *tests], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
