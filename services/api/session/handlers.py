"""Signing in and out of the dashboard."""

from aiohttp import web

from services.api.authentication import REALM
from services.api.bodies import read_body
from services.api.context import Call
from services.api.problems import Problem, Problems
from services.api.session.models import SignIn
from services.api.session.views import clear_cookie, set_cookie


async def open_session(call: Call) -> web.Response:
    """Exchanges a token for a session cookie."""
    body = await read_body(call.request, SignIn)
    principal = call.context.principals.by_token(body.token.strip())
    if principal is None:
        raise Problem(Problems.NOT_SIGNED_IN, "This token is not known.", headers={"WWW-Authenticate": REALM})
    call.principal = principal
    response = web.Response(status=204)
    set_cookie(call.context, response, await call.context.sessions.open(principal))
    return response


async def close_session(call: Call) -> web.Response:
    """Ends the session of the cookie; without one there is nothing to end, and that is fine."""
    token = call.request.cookies.get(call.context.cookie)
    if token:
        call.principal = await call.context.sessions.principal(token)
        await call.context.sessions.close(token)
    response = web.Response(status=204)
    clear_cookie(call.context, response)
    return response
