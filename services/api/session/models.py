"""Signing in on the page."""

from pydantic import Field

from services.api.wire import Wire


class SignIn(Wire):
    """The token that a session is opened with."""

    token: str = Field(min_length=1, max_length=512, repr=False)
