"""Why a store does not work, as it is kept and shown."""

from shared.domain.store import Kept


class Failure(Kept):
    """The diagnosis that a person reads."""

    code: str
    cause: str
    evidence: str
    fix: str

    @property
    def docs(self) -> str:
        """The page that says more, in the project's own folder."""
        return f"docs/diagnosis/{self.code}.md"
