"""What a question is given and what it returns."""

from collections.abc import Awaitable, Callable

from services.worker.tools import Tools
from shared.domain.errors import PermanentError
from shared.domain.jobs import Job
from shared.domain.status import NamespaceView

Answer = dict[str, object]
Question = Callable[[Tools, Job, NamespaceView], Awaitable[Answer]]
"""Raises `Unanswerable` with the reason for a person; errors of the cluster go through."""


class Unanswerable(PermanentError):
    """A worker's reason not to answer; `code` is for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
