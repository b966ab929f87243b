"""The one way from a request to its handler: origin, sign-in, rate, role, handler, audit."""

from aiohttp import web
from aiohttp.typedefs import Handler

from services.api.addresses import bucket, client_address, is_foreign
from services.api.audit import Entry, Trail
from services.api.authentication import not_signed_in, principal_of
from services.api.context import CONTEXT, Call
from services.api.failures import problem_of
from services.api.limiter import Policy
from services.api.middleware import REQUEST_ID
from services.api.problems import Problem, Problems
from services.api.route import Access, Route


def endpoint(route: Route) -> Handler:
    """The aiohttp handler of a line in the table."""

    async def handle(request: web.Request) -> web.StreamResponse:
        call = _call(request)
        problem: Problem | None = None
        try:
            await _admit(route, call)
            response = await route.handler(call)
        except Exception as error:  # noqa: BLE001 - the rim: whatever happened, it is audited and answered
            problem = problem_of(error)
            response = problem.response(call.request_id)
        if not response.prepared:
            response.headers.update(call.headers)
        if route.action is not None:
            _record(route.action, call, response.status, problem)
        return response

    return handle


def _call(request: web.Request) -> Call:
    context = request.app[CONTEXT]
    forwarded = request.headers.getall("X-Forwarded-For", [])
    address = client_address(request.remote or "", forwarded, context.proxies)
    info = request.match_info
    trail = Trail(name=info.get("name", ""), uid=info.get("uid", ""))
    return Call(request, context, request[REQUEST_ID], address, trail=trail)


async def _admit(route: Route, call: Call) -> None:
    if not route.is_api:
        return
    _same_origin(route, call)
    call.principal = await principal_of(call.context, call.request)
    if call.principal is None:
        await _count(call, Policy.ANONYMOUS, bucket(call.address))
        if route.access is Access.ANYONE:
            return
        raise not_signed_in(call.request)
    await _count(call, Policy.WRITES if route.is_write else Policy.READS, call.principal.id)
    if route.access is Access.ADMIN and not call.principal.is_admin:
        raise Problem(Problems.FORBIDDEN, "This is for administrators.")


def _same_origin(route: Route, call: Call) -> None:
    if not route.is_write or "Authorization" in call.request.headers:
        return
    if is_foreign(call.request, call.context.settings.api.public_url):
        raise Problem(Problems.FOREIGN_ORIGIN, "A page of another site may not change anything here.")


async def _count(call: Call, policy: Policy, identity: str) -> None:
    call.headers.update(await call.context.limiter.count(policy, identity))


def _record(action: str, call: Call, status: int, problem: Problem | None) -> None:
    slug = problem.kind.slug if problem else None
    call.context.audit.write(Entry(call.request_id, call.principal, call.address, action, call.trail, status, slug))
