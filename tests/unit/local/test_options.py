from pathlib import Path

import pytest

from services.local.options import parse


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "WORKERS", "KUBECONFIG", "STOREYARD_SHOP_GATEWAY"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_has_to_be_said() -> None:
    options = parse([])
    assert (options.port, options.shops_port, options.workers, options.kubeconfig) == (8080, 8081, 2, None)
    assert options.data == Path(".storeyard").resolve()


def test_make_passes_its_variables_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PORT": "9000", "WORKERS": "4", "KUBECONFIG": "k", "STOREYARD_SHOP_GATEWAY": "h:1"}.items():
        monkeypatch.setenv(name, value)
    options = parse([])
    assert (options.port, options.workers, options.shop_gateway) == (9000, 4, "h:1")
    assert options.kubeconfig == Path("k").resolve()


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "WORKERS", "KUBECONFIG", "STOREYARD_SHOP_GATEWAY"):
        monkeypatch.setenv(name, "")
    options = parse([])
    assert (options.port, options.workers, options.kubeconfig, options.shop_gateway) == (8080, 2, None, None)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PORT", "http"), ("PORT", "80"), ("PORT", "65535"), ("WORKERS", "0"), ("WORKERS", "65"), ("WORKERS", "-1")],
)
def test_a_value_that_cannot_be_used_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit):
        parse([])
    assert f"{variable} is a number from" in capsys.readouterr().err
