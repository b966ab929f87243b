import os
from pathlib import Path

import pytest

from shared import process, settings
from shared.settings import BadSettings, Settings

SECRET = "s" * 16 + "0123456789abcdef"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(settings.PREFIX)]:
        monkeypatch.delenv(name)


def test_everything_has_a_default() -> None:
    assert settings.load().redis.prefix == "storeyard"


@pytest.mark.parametrize(
    ("variable", "value", "expects"),
    [
        ("STOREYARD_API__PORT", "eighty", "integer"),
        ("STOREYARD_API__PORT", "65536", "65535"),
        ("STOREYARD_CLAIM__SECONDS", "0", "greater than 0"),
        ("STOREYARD_QUEUE__JOB_TIMEOUT", "30", "less than or equal to 20"),
        ("STOREYARD_LOG__LEVEL", "LOUD", "'DEBUG', 'INFO'"),
        ("STOREYARD_STORES__SCHEME", "gopher", "'http' or 'https'"),
        ("STOREYARD_STORES__EXPOSURE__KIND", "Route", "'Ingress' or 'HTTPRoute'"),
    ],
)
def test_a_value_that_cannot_be_used_names_the_variable_and_what_it_expects(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expects: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSettings) as caught:
        settings.load()
    assert f"{variable}: " in str(caught.value)
    assert expects in str(caught.value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize(
    ("exposure", "expects"),
    [
        ('{"kind": "HTTPRoute"}', "needs `gateway`"),
        ('{"kind": "HTTPRoute", "tls": "issuer", "gateway": {"name": "g", "namespace": "n"}}', "listener holds it"),
        ('{"kind": "HTTPRoute", "gateway": {"name": "g", "namespace": "-"}}', "pattern"),
    ],
)
def test_a_way_in_that_leads_nowhere_is_refused(monkeypatch: pytest.MonkeyPatch, exposure: str, expects: str) -> None:
    monkeypatch.setenv("STOREYARD_STORES__EXPOSURE", exposure)
    with pytest.raises(BadSettings, match=expects):
        settings.load()


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOREYARD_API__PORT", "x")
    monkeypatch.setenv("STOREYARD_CLAIM__BEAT", "y")
    with pytest.raises(BadSettings) as caught:
        settings.load()
    assert {line.partition(":")[0] for line in str(caught.value).splitlines()} == {
        "STOREYARD_API__PORT",
        "STOREYARD_CLAIM__BEAT",
    }


def test_a_process_ends_with_that_text_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOREYARD_API__PORT", "x")
    with pytest.raises(SystemExit, match="STOREYARD_API__PORT"):
        process.run(_needs_a_key)


def test_a_process_that_misses_a_key_ends_with_its_name_and_no_traceback() -> None:
    with pytest.raises(SystemExit, match="STOREYARD_JOB_KEY_FILE is not set"):
        process.run(_needs_a_key)


async def _needs_a_key(settings: Settings) -> None:
    _ = settings.job_key


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot read"), ("short", "less than 32 characters")],
)
def test_a_key_file_that_cannot_be_used_is_named(tmp_path: Path, content: str | None, says: str) -> None:
    path = tmp_path / "key"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadSettings, match=f"STOREYARD_MASTER_KEY_FILE.*{says}"):
        _ = Settings(master_key_file=path).master_key


def test_a_key_that_is_not_configured_names_its_variable() -> None:
    with pytest.raises(BadSettings, match="STOREYARD_JOB_KEY_FILE is not set"):
        _ = Settings().job_key


def test_secrets_are_read_from_files_and_never_show_in_a_repr(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    loaded = Settings.model_validate({"master_key_file": path, "job_key_file": path, "redis": {"password_file": path}})
    assert loaded.master_key == loaded.job_key == SECRET.encode()
    assert loaded.redis.password == SECRET
    assert SECRET not in repr(loaded) + str(loaded) + loaded.model_dump_json()


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        inner = getattr(field.annotation, "model_fields", None) if not field.description else None
        assert field.description or inner, name
        assert all(one.description for one in (inner or {}).values()), name
