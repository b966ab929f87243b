import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from shared.domain.redaction import MASK
from shared.observability import logs
from shared.settings import LogSettings

HIDDEN = "hunter2-should-never-show"


class Lines:
    """What a process writes to standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._text = ""

    def getvalue(self) -> str:
        self._text += self._capsys.readouterr().err
        return self._text


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """Logging is put back as it was afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Lines(capsys)
    root.handlers[:], root.level = handlers, level
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


def started(_lines: Lines, form: str = "json", level: str = "INFO") -> Any:
    logs.configure(LogSettings.model_validate({"format": form, "level": level}), "worker-1")
    return structlog.get_logger()


def records(lines: Lines) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_line_is_json_with_the_process_and_the_bound_context(lines: Lines) -> None:
    log = started(lines)
    with structlog.contextvars.bound_contextvars(request_id="r1", store="anna"):
        log.info("decided", attempt=2)
    [line] = records(lines)
    assert line["event"] == "decided"
    assert line["level"] == "info"
    assert (line["process"], line["request_id"], line["store"], line["attempt"]) == ("worker-1", "r1", "anna", 2)


SECRET_KEYS = (
    "password adminPassword token tokenSha256 client_secret Authorization Cookie key master_key replyKey api-key "
    "apikey credentials keys"
)


@pytest.mark.parametrize("key", SECRET_KEYS.split())
def test_r15_the_value_of_a_secret_looking_key_is_masked(lines: Lines, key: str) -> None:
    started(lines).info("seen", **{key: HIDDEN}, inside=({key: [HIDDEN]},))
    assert HIDDEN not in lines.getvalue()
    assert records(lines)[0][key] == MASK


@pytest.mark.parametrize("key", ["key_id", "monkey", "store", "keyboard"])
def test_other_keys_keep_their_value(lines: Lines, key: str) -> None:
    started(lines).info("seen", **{key: "plain"})
    assert records(lines)[0][key] == "plain"


@pytest.mark.parametrize("form", ["json", "console"])
def test_r15_a_traceback_shows_no_local_variables(lines: Lines, form: str) -> None:
    log = started(lines, form)
    try:
        fail_with(HIDDEN)
    except RuntimeError:
        log.exception("crashed")
        logging.getLogger("some.library").exception("crashed too")
    assert "out of order" in lines.getvalue()
    assert HIDDEN not in lines.getvalue()


def fail_with(_password: str) -> None:
    raise RuntimeError("out of order")


def test_the_standard_librarys_logging_takes_the_same_way(lines: Lines) -> None:
    started(lines)
    logging.getLogger("some.library").warning("disk %s", "full", extra={"ignored": 1})
    [line] = records(lines)
    assert (line["event"], line["level"], line["process"]) == ("disk full", "warning", "worker-1")


@pytest.mark.parametrize("name", ["arq.worker", "aiohttp.access", "kubernetes_asyncio.client.rest"])
def test_r15_loggers_that_show_arguments_or_bodies_are_quiet_even_at_debug(lines: Lines, name: str) -> None:
    started(lines, level="DEBUG")
    logging.getLogger(name).info("job with %s", HIDDEN)
    logging.getLogger(name).debug("body %s", HIDDEN)
    assert lines.getvalue() == ""


def test_lines_below_the_level_are_not_written(lines: Lines) -> None:
    log = started(lines, level="WARNING")
    log.info("small talk")
    log.warning("heard")
    assert [line["event"] for line in records(lines)] == ["heard"]
