"""Unix seconds inside, ISO 8601 in UTC outside."""

from datetime import UTC, datetime


def moment(seconds: float | None) -> datetime | None:
    """The moment, to the millisecond; None and 0 mean that it has not come."""
    return datetime.fromtimestamp(round(seconds, 3), UTC) if seconds else None
