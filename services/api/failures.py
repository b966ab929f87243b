"""From whatever was raised to the problem that the client is shown."""

import structlog
from aiohttp import web

from services.api.problems import Problem, Problems, not_found
from shared.repository.mark import RedisAway, Unmarked
from shared.repository.reservations import Gone, NotNow, QuotaReached

log = structlog.get_logger()

RETRY_SECONDS = 2.0
UNREADABLE = "The request is not valid HTTP, or its body broke off or cannot be unpacked."


def problem_of(error: Exception) -> Problem:
    """The problem; what nobody foresaw is logged here and shown without any detail."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, web.HTTPException):
        return _of_aiohttp(error)
    if isinstance(error, web.RequestPayloadError):
        return Problem(Problems.BAD_REQUEST, UNREADABLE)
    return _of_ours(error) or _unforeseen(error)


def _of_ours(error: Exception) -> Problem | None:
    match error:
        case RedisAway():
            log.warning("Redis does not answer", reason=str(error))
            detail = "Try again in a moment; whether a change was taken shows then."
            return Problem(Problems.REDIS, detail, retry_after=error.delay or RETRY_SECONDS)
        case Unmarked():
            return Problem(Problems.REBUILDING, str(error), retry_after=error.delay or RETRY_SECONDS)
        case QuotaReached():
            return Problem(Problems.QUOTA, str(error))
        case NotNow():
            return Problem(Problems.CONFLICT, str(error))
        case Gone():
            return not_found()
    return None


def _of_aiohttp(error: web.HTTPException) -> Problem:
    match error:
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(error.allowed_methods))
            return Problem(Problems.METHOD, f"Allowed here: {allowed}.", headers={"Allow": allowed})
        case web.HTTPRequestEntityTooLarge():
            return Problem(Problems.TOO_LARGE, "The body is larger than this platform accepts.")
        case web.HTTPNotFound():
            return not_found()
        case web.HTTPClientError():
            return Problem(Problems.BAD_REQUEST, UNREADABLE)
    return _unforeseen(error)


def _unforeseen(error: Exception) -> Problem:
    log.error("unforeseen error in a request", exc_info=error)
    return Problem(Problems.INTERNAL, "The request id leads to the reason in the platform's logs.")
