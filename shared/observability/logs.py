"""Logs: JSON lines (a console on a terminal), one context from request to attempt, never a secret."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from shared.settings import LogSettings

SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie", "master_key", "job_key", "credential")
MASK = "•••"

_Event = MutableMapping[str, Any]


def mask(_logger: object, _method: str, event: _Event) -> _Event:
    """Replaces the value of every key whose name says that it is a secret, at any depth."""
    return {key: MASK if _is_secret(key) else _masked(value) for key, value in event.items()}


def _masked(value: object) -> object:
    if isinstance(value, dict):
        return {key: MASK if _is_secret(str(key)) else _masked(inner) for key, inner in value.items()}
    return [_masked(inner) for inner in value] if isinstance(value, list) else value


def _is_secret(key: str) -> bool:
    lowered = key.lower()
    return any(word in lowered for word in SECRET_WORDS)


def configure(settings: LogSettings, process: str) -> None:
    """Routes structlog and the standard library's logging to standard error; `process` is in every line."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        mask,
    ]
    console = settings.format == "console" or (settings.format == "auto" and sys.stderr.isatty())
    last: list[structlog.typing.Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if console
        else [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, *last]))
    logging.basicConfig(handlers=[handler], level=settings.level, force=True)
    for noisy in ("arq", "aiohttp.access", "asyncio", "kubernetes_asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # arq shows arguments at INFO, the client bodies at DEBUG
    structlog.contextvars.bind_contextvars(process=process)
