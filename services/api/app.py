"""The api, wired in one place."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from services.api.addresses import networks
from services.api.asking import Asker
from services.api.audit import audit_to
from services.api.context import CONTEXT, Context
from services.api.events.feed import Feed
from services.api.gate import endpoint
from services.api.limiter import limiter
from services.api.middleware import decorate, observe
from services.api.openapi import document
from services.api.operations.handlers import DOCUMENT, HEARTBEAT
from services.api.principals import principals_from
from services.api.routes import PAGES, ROUTES
from services.api.sessions import Sessions
from shared.engines.registry import ENGINES, UnknownImage, release_with
from shared.jobqueue import job_queue
from shared.observability.heartbeat import Heartbeat
from shared.process import end
from shared.repository import connect, repository
from shared.settings import PREFIX, BadSettings, Settings

REDIS_PATIENCE = 2
SECONDS_AN_HOUR = 3600


def context_of(settings: Settings) -> Context:
    """All collaborators; connections are opened when they are first used."""
    _check_images(settings)
    redis = connect(settings.redis.url, settings.redis.password, patience=REDIS_PATIENCE)
    state = repository(redis, settings.redis.prefix)
    queue = job_queue(redis, settings.redis.prefix, settings.job_key)
    principals = principals_from(settings.api.principals_file)
    seconds = int(settings.api.session_hours * SECONDS_AN_HOUR)
    return Context(
        settings=settings,
        repository=state,
        queue=queue,
        principals=principals,
        sessions=Sessions(redis, state.keys, principals, seconds),
        limiter=limiter(redis, settings.redis.prefix, settings.limits),
        proxies=networks(settings.limits.trusted_proxies),
        audit=audit_to(settings.log.audit_file),
        feed=Feed(state),
        asker=Asker(queue, state.answers, settings.api.ask_timeout),
    )


def _check_images(settings: Settings) -> None:
    """At start rather than at the first order."""
    try:
        for engine in ENGINES:
            release_with(engine, settings.stores.images)
    except UnknownImage as error:
        raise BadSettings(f"{PREFIX}STORES__IMAGES: {error}") from error


def application(settings: Settings) -> web.Application:
    """The application with every route of the table."""
    app = web.Application(middlewares=[observe], client_max_size=settings.limits.body_bytes)
    app[CONTEXT] = context_of(settings)
    app[HEARTBEAT] = Heartbeat()
    app[DOCUMENT] = document()
    for route in (*ROUTES, *PAGES):
        for method in route.methods:
            app.router.add_route(method, route.path, endpoint(route))
    app.on_response_prepare.append(decorate)
    app.on_shutdown.append(_end_streams)
    app.cleanup_ctx.append(_background)
    return app


async def _end_streams(app: web.Application) -> None:
    """They never end by themselves, and would hold up the end of the process."""
    app[CONTEXT].feed.close()


async def _background(app: web.Application) -> AsyncIterator[None]:
    context = app[CONTEXT]
    beating, feeding = asyncio.create_task(app[HEARTBEAT].run()), asyncio.create_task(context.feed.run())
    feeding.add_done_callback(lambda _: beating.cancel())  # then /livez has the process replaced
    yield
    await end(beating, feeding)
    context.audit.close()
    await context.repository.redis.aclose()
