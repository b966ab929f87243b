"""The shop server, visited by the real shoppers of both engines."""

from dataclasses import dataclass

import aiohttp
import pytest

from shared.domain.naming import namespace_of
from shared.domain.store import Exposure, PlatformDefaults, StoreOrder, StoreSpec, pin
from shared.domain.types import Uid
from shared.engines import tenancy
from shared.engines.base import Depth, Response, Shopped, ShopProblem
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES, engine
from shared.engines.secrets import Secrets
from shared.kubernetes import kinds
from shared.kubernetes.gateway import Gateway
from tests.contract.process import Simulator
from tests.contract.server import Server, unique

DEFAULTS = PlatformDefaults(
    installation="storeyard",
    scheme="http",
    base_domain="localhost",
    port=8081,
    exposure=Exposure(),
    storage_class=None,
    image_pull_secrets=(),
)


@dataclass
class Store:
    """A store that stands in the simulator, and the way to its shop."""

    spec: StoreSpec
    secrets: Secrets
    address: str

    async def shop(self, depth: Depth, session: str | None = None) -> Shopped:
        trip = engine(self.spec.engine).shop(self.spec, self.secrets, depth=depth, session=session)
        response: Response | None = None
        async with aiohttp.ClientSession(self.address, cookie_jar=aiohttp.DummyCookieJar()) as http:
            while True:
                try:
                    request = trip.send(response)  # type: ignore[arg-type]
                except StopIteration as end:
                    shopped: Shopped = end.value
                    return shopped
                async with http.request(
                    request.method, request.path, json=request.json, headers=request.headers, allow_redirects=False
                ) as answer:
                    headers = {name.lower(): value for name, value in answer.headers.items()}
                    response = Response(answer.status, headers, await answer.read())

    async def page(self, path: str = "/", host: str = "") -> tuple[int, str, str]:
        headers = {"Host": host or self.spec.address.authority}
        async with aiohttp.ClientSession(self.address) as http, http.get(path, headers=headers) as answer:
            return answer.status, await answer.text(), answer.headers.get("X-Storeyard-Simulated", "")


async def stand(server: Server, simulator: Simulator, kind: str, **options: object) -> Store:
    """A store with everything applied."""
    chosen = engine(kind)
    name = unique("shop")
    order = StoreOrder.model_validate({"name": name, "engine": kind, "options": options})
    plan = PLANS["small"]
    spec = pin(order, uid=Uid(name), owner="me", release=chosen.release, plan=plan, defaults=DEFAULTS)
    secrets = Secrets(b"k" * 32, spec)
    server._made.append(namespace_of(spec.name))
    await server.gateway.create(tenancy.namespace(spec))
    for manifest in chosen.manifests(spec, secrets, setup=1):
        await server.gateway.apply(manifest)
    return Store(spec, secrets, f"http://127.0.0.1:{simulator.shops_port}")


async def ready(server: Server, store: Store) -> None:
    await server.until(
        kinds.DEPLOYMENT,
        "web",
        namespace_of(store.spec.name),
        lambda found: found.get("status", {}).get("readyReplicas") == 1,
    )


@pytest.mark.parametrize("kind", sorted(ENGINES))
async def test_a_shopper_buys_and_the_order_is_removed(server: Server, shared_simulator: Simulator, kind: str) -> None:
    store = await stand(server, shared_simulator, kind)
    await ready(server, store)
    shopped = await store.shop("order")
    assert shopped.order
    assert float(shopped.total) == 6.0


@pytest.mark.parametrize("kind", sorted(ENGINES))
async def test_light_trips_share_one_cart(server: Server, shared_simulator: Simulator, kind: str) -> None:
    store = await stand(server, shared_simulator, kind)
    await ready(server, store)
    first = await store.shop("light")
    second = await store.shop("light", first.session)
    assert first.session == second.session
    assert first.total == second.total


@pytest.mark.parametrize("kind", sorted(ENGINES))
async def test_a_currency_without_cents_adds_up(server: Server, shared_simulator: Simulator, kind: str) -> None:
    store = await stand(server, shared_simulator, kind, currency="JPY", country="JP")
    await ready(server, store)
    shopped = await store.shop("order")
    assert (shopped.currency, float(shopped.total)) == ("JPY", 6.0)


@pytest.mark.parametrize("kind", sorted(ENGINES))
async def test_its_pages_say_that_it_is_simulated(server: Server, shared_simulator: Simulator, kind: str) -> None:
    store = await stand(server, shared_simulator, kind, title="Tea & <Cups>")
    await ready(server, store)
    admin = engine(kind).admin_url(store.spec).removeprefix(store.spec.address.url)
    for path in ("/", admin):
        status, text, marked = await store.page(path)
        assert (status, marked) == (200, "true")
        assert "This shop is simulated" in text
        assert "Tea &amp; &lt;Cups&gt;" in text


async def test_before_it_is_ready_it_says_so(server: Server, shared_simulator: Simulator) -> None:
    store = await stand(server, shared_simulator, "woocommerce")
    status, text, _ = await store.page()
    assert status == 503
    assert "not ready" in text
    with pytest.raises(ShopProblem) as problem:
        await store.shop("light")
    assert problem.value.code == "shop-unreachable"


async def test_a_host_that_is_nobodys_is_404(server: Server, shared_simulator: Simulator) -> None:
    store = await stand(server, shared_simulator, "woocommerce")
    status, _, marked = await store.page(host="nobody.localhost")
    assert (status, marked) == (404, "true")


async def test_a_deleted_store_has_no_shop(server: Server, shared_simulator: Simulator) -> None:
    store = await stand(server, shared_simulator, "medusa")
    await ready(server, store)
    name = namespace_of(store.spec.name)
    await server.gateway.delete(kinds.NAMESPACE, name)
    await server.gone(kinds.NAMESPACE, name)
    status, _, _ = await store.page()
    assert status == 404


async def test_medusa_without_its_key_is_refused(server: Server, shared_simulator: Simulator) -> None:
    store = await stand(server, shared_simulator, "medusa")
    await ready(server, store)
    status, text, _ = await store.page("/store/regions")
    assert status == 400
    assert "not_allowed" in text


async def test_the_other_probe_key_removes_no_order(server: Server, shared_simulator: Simulator) -> None:
    store = await stand(server, shared_simulator, "woocommerce")
    await ready(server, store)
    store.secrets = Secrets(b"x" * 32, store.spec)
    with pytest.raises(ShopProblem) as problem:
        await store.shop("order")
    assert problem.value.code == "wrong-key"


async def test_a_store_is_complete_for_kubernetes_too(
    server: Server, shared_simulator: Simulator, gateway: Gateway
) -> None:
    store = await stand(server, shared_simulator, "woocommerce")
    await ready(server, store)
    quota = (await gateway.list(kinds.RESOURCE_QUOTA, namespace=namespace_of(store.spec.name))).items[0]
    assert quota["status"]["used"]["persistentvolumeclaims"] == "2"
