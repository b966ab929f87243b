"""What is watched: every kind that a store is made of, and none of those is missed where a cluster lacks it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from services.reconciler.observe import METADATA_KINDS, Observer
from services.reconciler.view import ClusterView
from shared.domain.status import NamespaceView
from shared.kubernetes.client import connect
from shared.kubernetes.gateway import Gateway
from shared.kubernetes.kinds import HTTP_ROUTE, JOB, NAMESPACE, SECRET, kind_of
from tests.unit.engines.samples import CASES, everything
from tests.unit.kubernetes.stub import kubeconfig
from tests.waiting import until


def test_every_kind_that_a_builder_makes_is_watched_and_no_other() -> None:
    made = {kind_of(manifest) for spec, setup in CASES.values() for manifest in everything(spec, setup=setup)}
    assert set(METADATA_KINDS) == made - {NAMESPACE, SECRET, JOB}


class Lacking:
    """An API server with empty lists and a bookmark later; it does not serve the paths that end in `missing`."""

    def __init__(self, missing: str) -> None:
        self.missing = missing
        self.asked = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.endswith(self.missing):
            self.asked += 1
            return web.Response(status=404, text="404 page not found")
        if request.query.get("watch"):
            return await self._watched(request)
        return web.json_response({"metadata": {"resourceVersion": "7"}, "items": []})

    async def _watched(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b'{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}\n')
        await asyncio.sleep(60)
        return response


@pytest.fixture
async def observe(tmp_path: Path) -> AsyncIterator[Observer]:
    server = Lacking("/httproutes")
    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", server.answer)
    async with TestServer(app) as started, connect(kubeconfig(tmp_path, str(started.make_url("/")))) as connection:

        async def hear(_view: NamespaceView) -> None: ...

        observer = Observer(Gateway(connection), "storeyard", ClusterView(), hear, lambda: None)
        running = asyncio.create_task(observer.run())
        others = {kind.kind for kind in METADATA_KINDS} - {HTTP_ROUTE.kind}
        await until(lambda: others <= observer.view.listed and server.asked > 0, "everything that is served was listed")
        yield observer
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_cluster_without_gateway_api_is_no_interrupted_view(observe: Observer) -> None:
    assert observe.interrupted == set()
    assert HTTP_ROUTE.kind not in observe.view.listed


async def test_news_of_a_quiet_view_is_not_old_beside_that_of_a_view_which_began_later(observe: Observer) -> None:
    shown = observe.view
    await until(lambda: (shown.pods.version, shown.jobs.version) == (9, 9), "bookmarks say how far the view has come")
