"""What must be there before the first store: said at start, with its fix, instead of by the first store that fails."""

from shared.domain.store import Kept


class PreflightCheck(Kept):
    """One thing that was looked at. What could not be looked at is `ok`, and its message says "not checked here"."""

    name: str
    ok: bool
    message: str
    fix: str = ""


class PreflightReport(Kept):
    """What one process found last, by Redis' own time in Unix seconds."""

    process: str
    at: float
    checks: tuple[PreflightCheck, ...]


def passed(name: str, message: str) -> PreflightCheck:
    """It is there."""
    return PreflightCheck(name=name, ok=True, message=message)


def unchecked(name: str, why: str) -> PreflightCheck:
    """It could not be looked at, which is no failure."""
    return PreflightCheck(name=name, ok=True, message=f"not checked here: {why}")


def failed(name: str, message: str, fix: str) -> PreflightCheck:
    """It is missing, and what to do."""
    return PreflightCheck(name=name, ok=False, message=message, fix=fix)
