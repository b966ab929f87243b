"""The tree that every error of ours hangs on.

Two questions decide where an error belongs: may the same call succeed later without anybody doing something
(`TemporaryError`), and who must act otherwise (`PermanentError`). The idea is kopf's; the names are the field's.
"""


class StoreyardError(Exception):
    """Root of all errors that this project raises on purpose; its text is a sentence for a person."""


class TemporaryError(StoreyardError):
    """The same call may succeed later. `delay` is the wait that the other side asked for, in seconds."""

    def __init__(self, message: str, *, delay: float | None = None) -> None:
        super().__init__(message)
        self.delay = delay


class PermanentError(StoreyardError):
    """Repeating the call changes nothing until somebody changes something."""
