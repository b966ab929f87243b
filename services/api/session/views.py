"""The cookie: readable by no script, sent by no other site's page."""

from aiohttp import web

from services.api.context import Context


def set_cookie(context: Context, response: web.Response, token: str) -> None:
    """Gives the browser its session."""
    response.set_cookie(
        context.cookie,
        token,
        max_age=context.sessions.seconds,
        path="/",
        secure=context.is_secure,
        httponly=True,
        samesite="Strict",
    )


def clear_cookie(context: Context, response: web.Response) -> None:
    """Takes it away; the attributes must be those that it was set with."""
    response.del_cookie(context.cookie, path="/", secure=context.is_secure, httponly=True, samesite="Strict")
