"""What a person sees: a spinner and colours on a terminal, plain lines anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from rich.console import Console


def _console() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=True)


@dataclass(frozen=True)
class Screen:
    """Lines on standard output; a terminal that went away is no reason to stop."""

    console: Console = field(default_factory=_console)

    def say(self, text: str, style: str | None = None) -> None:
        """One line."""
        with suppress(OSError):
            self.console.print(text, style=style)
            self.console.file.flush()

    @contextmanager
    def waiting(self, text: str) -> Iterator[None]:
        """Shows that something goes on."""
        if not self.console.is_terminal:
            self.say(text)
            yield
            return
        with self.console.status(text):
            yield
