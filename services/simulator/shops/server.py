"""One server for all simulated shops: the Host header says which."""

from collections.abc import Callable
from http import HTTPStatus

import orjson
from aiohttp import web

from services.simulator.shops import medusa, pages, woocommerce
from services.simulator.shops.hosts import Hosts
from services.simulator.shops.shop import Shop, shop_in
from services.simulator.shops.state import Shelf
from services.simulator.shops.wire import Asked, Refused, Reply
from services.simulator.store import Store

MARKED = {"X-Storeyard-Simulated": "true", "Cache-Control": "no-store"}
_PAGE = {**MARKED, "Content-Security-Policy": pages.POLICY, "X-Content-Type-Options": "nosniff"}
_ENGINES: dict[str, Callable[[Asked], Reply]] = {"woocommerce": woocommerce.answer, "medusa": medusa.answer}
_ADMIN = {"woocommerce": "/wp-admin", "medusa": "/app"}
_APIS = ("/wp-json/", "/store/", "/probe/")


class Shops:
    """Shops of the stores that exist in the simulated cluster."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hosts = Hosts(store)
        self._shelf = Shelf()

    def application(self) -> web.Application:
        """The server's routes."""
        app = web.Application(client_max_size=64 * 1024)
        app.router.add_route("*", "/{path:.*}", self.handle)
        return app

    async def handle(self, request: web.Request) -> web.Response:
        """Any request of any shop."""
        host = request.host.partition(":")[0].lower()
        namespace = self._hosts.namespace(host)
        shop = shop_in(self._store, namespace) if namespace else None
        if shop is None:
            return _page(pages.unknown(host), HTTPStatus.NOT_FOUND)
        if not shop.ready:
            return _page(pages.not_ready(shop), HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "2"})
        if request.path.startswith(_APIS):
            return await self._call(request, shop)
        return _shown(request, shop)

    async def _call(self, request: web.Request, shop: Shop) -> web.Response:
        try:
            body = orjson.loads(await request.read() or b"{}")
        except orjson.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            return _json({"message": "The body is no JSON object."}, HTTPStatus.BAD_REQUEST)
        asked = Asked(shop, self._shelf, request.method, request.path, request.query, request.headers, body)
        engine = _ENGINES.get(shop.engine)
        if engine is None:
            return _json({"message": "This store's engine has no simulated shop."}, HTTPStatus.NOT_FOUND)
        try:
            reply = engine(asked)
        except Refused as refusal:
            return _json(refusal.body, refusal.status)
        return _json(reply.body, reply.status, reply.headers)


def _shown(request: web.Request, shop: Shop) -> web.Response:
    if request.path == "/":
        return _page(pages.front(shop))
    if request.path.startswith(_ADMIN.get(shop.engine, "/admin")):
        return _page(pages.admin(shop))
    return _page(pages.missing(), HTTPStatus.NOT_FOUND)


def _page(text: str, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers={**_PAGE, **(headers or {})})


def _json(body: object, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> web.Response:
    content = orjson.dumps(body)
    return web.Response(
        body=content, status=status, content_type="application/json", headers={**MARKED, **(headers or {})}
    )
