"""That the image and what the engine applies are of one mind: variables, paths, ports, users, words."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from services.simulator.shops.catalogue import CANARY, SAMPLES, SHIPPING
from shared.domain.changes import OptionsChange
from shared.engines.registry import engine
from shared.engines.secrets import Secrets
from shared.engines.tenancy import pod_template_of
from shared.engines.woocommerce import RELEASE, contract
from tests.tools import ROOT
from tests.unit.engines.samples import MASTER_KEY, WORKLOADS, small
from tests.unit.images.folders import IMAGES, default, name_of, read

IMAGE = IMAGES / "woocommerce"
STAND_IN = ROOT / "tests" / "images" / "woocommerce" / "stand-in" / "woocommerce"
DOCKERFILE = (IMAGE / "Dockerfile").read_text(encoding="utf-8")
APACHE = (IMAGE / "conf" / "apache.conf").read_text(encoding="utf-8")
CATALOGUE = (IMAGE / "storeyard" / "setup" / "catalogue.php").read_text(encoding="utf-8")
PHP = sorted([*IMAGE.rglob("*.php"), *STAND_IN.rglob("*.php")])
ENV = re.compile(r"^ENV (.*?[^\\])$", re.MULTILINE | re.DOTALL)


def containers() -> dict[str, dict[str, Any]]:
    """The containers that run this image, by name, as a change applies them."""
    spec = small("woocommerce")
    manifests = engine("woocommerce").manifests(spec, Secrets(MASTER_KEY, spec), setup=2, asked=("title",))
    pods = [pod_template_of(one)["spec"] for one in manifests if one["kind"] in WORKLOADS]
    found = [one for pod in pods for one in pod["containers"] if one["image"] == RELEASE.images["web"]]
    return {one["name"]: one for one in found}


def given() -> set[str]:
    return {variable["name"] for one in containers().values() for variable in one["env"]}


def asked_for() -> set[str]:
    """Variables that the image's own programs read."""
    return set(re.findall(r"getenv\('(\w+)'\)", read(IMAGE, "*.php"))) | set(re.findall(r"\$\{(\w+)\}", APACHE))


def own() -> set[str]:
    """Variables that the image brings itself."""
    found = ENV.search(DOCKERFILE)
    assert found
    return set(re.findall(r"(\w+)=", found[1]))


def test_the_image_reads_every_variable_that_is_set() -> None:
    assert given() <= asked_for()


def test_every_variable_that_the_image_reads_is_set() -> None:
    assert asked_for() - own() <= given()


def test_cron_knows_nothing_of_the_database() -> None:
    read_there = set(re.findall(r"getenv\('(\w+)'\)", read(IMAGE / "storeyard", "cron.php")))
    assert read_there == {variable["name"] for variable in containers()["cron"]["env"]}


@pytest.mark.parametrize("path", [contract.LIVE_PATH, contract.READY_PATH])
def test_probes_ask_programs_that_are_there(path: str) -> None:
    assert f"Alias {path} /opt/storeyard/web{path}" in APACHE
    assert (IMAGE / "storeyard" / "web" / path[1:]).is_file()


@pytest.mark.parametrize("command", [contract.SETUP_COMMAND, contract.CRON_COMMAND])
def test_jobs_run_programs_that_are_there(command: tuple[str, str]) -> None:
    assert (IMAGE / "storeyard" / Path(command[1]).relative_to("/opt/storeyard")).is_file()


def test_port_user_and_uploads_are_those_of_the_contract() -> None:
    assert f"Listen {contract.WEB_PORT}\n" in APACHE
    assert f"EXPOSE {contract.WEB_PORT}\n" in DOCKERFILE
    assert f"USER {contract.USER}:{contract.USER}\n" in DOCKERFILE
    assert f"chown {contract.USER}:{contract.USER} {contract.UPLOADS}\n" in DOCKERFILE


def test_the_setup_can_change_what_the_api_offers_to_change_and_the_password() -> None:
    offered = {field.alias for field in OptionsChange.model_fields.values()}
    known = re.findall(r"'(\w+)' => 'Storeyard\\change_", read(IMAGE, "change.php"))
    assert set(known) == offered | {"adminPassword"}


def test_purchases_of_the_platform_are_recognised_and_removed_where_the_shopper_asks_for_it() -> None:
    program = read(IMAGE, "probe-orders.php")
    assert f"$_SERVER['HTTP_{contract.PROBE_HEADER.upper().replace('-', '_')}']" in program
    assert "register_rest_route('shop/v1', '/probe-order/(?P<id>\\d+)'" in program


@pytest.mark.parametrize("product", [CANARY, *SAMPLES], ids=lambda product: product.sku)
def test_the_setup_sells_what_simulated_shops_sell(product: Any) -> None:
    assert f"['{product.sku}', '{product.title}', '{product.price}', " in CATALOGUE


def test_delivery_costs_what_it_costs_in_simulated_shops() -> None:
    assert f"const DELIVERY_COST = '{SHIPPING}';" in read(IMAGE, "trade.php")


def test_the_release_that_stores_are_pinned_to_is_the_one_that_is_built() -> None:
    assert name_of(IMAGE / "Dockerfile") == RELEASE.images["web"]
    assert default(IMAGE / "Dockerfile", "WOOCOMMERCE_VERSION") == RELEASE.version


def test_the_stand_in_says_that_it_is_one_and_which_release_it_imitates() -> None:
    header = (STAND_IN / "woocommerce.php").read_text(encoding="utf-8")
    assert "Plugin Name: Stand-in for WooCommerce (tests only)" in header
    assert f" * Version: {RELEASE.version}\n" in header


def test_the_readme_names_every_variable_and_build_argument() -> None:
    text = (IMAGE / "README.md").read_text(encoding="utf-8")
    arguments = set(re.findall(r"^ARG (\w+)", DOCKERFILE, re.MULTILINE))
    assert {name for name in given() | arguments if f"`{name}`" not in text} == set()


@pytest.mark.skipif(shutil.which("php") is None, reason="php is not here")
def test_php_can_read_every_program() -> None:
    for file in PHP:
        done = subprocess.run(["php", "-l", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_functions_fit_in_the_eye() -> None:
    for file in PHP:
        for body in re.findall(
            r"^ *function [^;]*?\n *\{\n(.*?)^ *\}\n", file.read_text("utf-8"), re.MULTILINE | re.DOTALL
        ):
            assert body.count("\n") <= 25, f"{file}: {body[:80]}"
