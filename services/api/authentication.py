"""Who is calling: `Authorization: Bearer <token>`, or the dashboard's cookie. A header that is there decides alone."""

from aiohttp import web

from services.api.context import Context
from services.api.principals import Principal
from services.api.problems import Problem, Problems

REALM = 'Bearer realm="storeyard"'


async def principal_of(context: Context, request: web.Request) -> Principal | None:
    """The caller, or None. `RedisAway` when a session cannot be looked up."""
    header = request.headers.get("Authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        return context.principals.by_token(token.strip()) if scheme.lower() == "bearer" else None
    cookie = request.cookies.get(context.cookie)
    return await context.sessions.principal(cookie) if cookie else None


def not_signed_in(request: web.Request) -> Problem:
    """The 401, with what it takes to be let in."""
    if "Authorization" in request.headers:
        challenge, detail = f'{REALM}, error="invalid_token"', "The token is not known, or no longer valid."
    else:
        challenge, detail = REALM, "Send `Authorization: Bearer <token>`, or sign in on the page."
    return Problem(Problems.NOT_SIGNED_IN, detail, headers={"WWW-Authenticate": challenge})
