"""Logs: JSON lines (a console on a terminal), one context from request to attempt, never a secret."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from shared.domain.redaction import MASK
from shared.settings import LogSettings

SECRET_WORDS = ("password", "passwd", "token", "secret", "authorization", "cookie", "credential", "apikey")
_KEY = re.compile(r"(^|[^a-z])keys?$|[a-z]Keys?$")
"""A name that ends in the word *key*: `master_key`, `replyKey`; neither `monkey` nor `key_id`."""

_Event = MutableMapping[str, Any]


def mask(_logger: object, _method: str, event: _Event) -> _Event:
    """Replaces the value of every key whose name says that it is a secret, at any depth."""
    return {key: MASK if _is_secret(key) else _masked(value) for key, value in event.items()}


def _masked(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: MASK if _is_secret(str(key)) else _masked(inner) for key, inner in value.items()}
    return [_masked(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _is_secret(key: str) -> bool:
    lowered = key.lower()
    return any(word in lowered for word in SECRET_WORDS) or bool(_KEY.search(key) or _KEY.search(lowered))


def configure(settings: LogSettings, process: str) -> None:
    """Routes structlog and the standard library's logging to standard error; `process` is in every line."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    last = _renderers(console=settings.format == "console" or (settings.format == "auto" and sys.stderr.isatty()))
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove, *last]))
    logging.basicConfig(handlers=[handler], level=settings.level, force=True)
    for noisy in ("arq", "aiohttp.access", "asyncio", "kubernetes_asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # arq shows arguments at INFO, the client bodies at DEBUG
    structlog.contextvars.bind_contextvars(process=process)


def _renderers(*, console: bool) -> list[structlog.typing.Processor]:
    """Tracebacks without local variables (structlog's defaults print them): keys and passwords live there."""
    if console:
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    bare = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [structlog.processors.ExceptionRenderer(bare), structlog.processors.JSONRenderer()]
