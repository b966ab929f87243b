"""The dashboard's session: a cookie that no script can read."""

from aiohttp import web

from services.api.bodies import read_body
from services.api.context import Call
from services.api.problems import Problem, Problems
from services.api.session.models import SignIn


async def open_session(call: Call) -> web.Response:
    """Exchanges a token for a session cookie."""
    sent = await read_body(call.request, SignIn)
    principal = call.context.principals.by_token(sent.token.strip())
    if principal is None:
        raise Problem(Problems.NOT_SIGNED_IN, "The token is not known, or no longer valid.")
    call.principal = principal
    response = web.Response(status=204)
    response.set_cookie(
        call.context.cookie,
        await call.context.sessions.open(principal),
        max_age=call.context.sessions.seconds,
        path="/",
        secure=call.context.is_secure,
        httponly=True,
        samesite="Strict",
    )
    return response


async def close_session(call: Call) -> web.Response:
    """Ends the session of the cookie."""
    token = call.request.cookies.get(call.context.cookie)
    if token:
        await call.context.sessions.close(token)
    response = web.Response(status=204)
    response.del_cookie(call.context.cookie, path="/", secure=call.context.is_secure, httponly=True, samesite="Strict")
    return response
