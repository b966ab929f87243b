"""The shopper of Medusa: what it asks, and what each answer of a broken shop is called."""

from urllib.parse import parse_qs, urlsplit

import pytest

from shared.engines.base import Depth, Request, Response, Shopped, ShopProblem
from shared.engines.registry import engine
from shared.engines.secrets import Secrets
from shared.engines.shopping import unreachable
from tests.unit.engines.samples import MASTER_KEY, small
from tests.unit.engines.scripted import Key, ScriptedShop, reply, send

SPEC = small("medusa")
SECRETS = Secrets(MASTER_KEY, SPEC)
REGION = {"id": "reg_1", "currency_code": "eur", "countries": [{"iso_2": "de"}]}
VARIANT = {"id": "variant_1", "calculated_price": {"calculated_amount": 1}, "manage_inventory": False}
EMPTY = {"id": "cart_1", "items": []}
FILLED = {**EMPTY, "items": [{"id": "item_1", "variant_id": "variant_1"}], "item_total": 1, "total": 5.9}
SENT = {**FILLED, "shipping_address": {"address_1": "Probe 1"}}
CHOSEN = {**SENT, "shipping_methods": [{"shipping_option_id": "so_1"}]}
READY = {**CHOSEN, "payment_collection": {"id": "pay_1"}}
OPTIONS = {"shipping_options": [{"id": "so_1"}]}
PROVIDERS = {"payment_providers": [{"id": "pp_system_default"}]}
CARTS, ITEMS, SESSIONS = (
    "/store/carts",
    "/store/carts/cart_1/line-items",
    "/store/payment-collections/pay_1/payment-sessions",
)
COMPLETE = "/store/carts/cart_1/complete"
USUAL: dict[Key, Response] = {
    ("GET", "/"): reply("<html>a shop</html>"),
    ("GET", "/store/regions"): reply({"regions": [REGION]}),
    ("GET", "/store/products"): reply({"products": [{"variants": [VARIANT]}]}),
    ("POST", CARTS): reply({"cart": EMPTY}),
    ("GET", f"{CARTS}/cart_1"): reply({"cart": READY}),
    ("POST", ITEMS): reply({"cart": FILLED}),
    ("POST", f"{ITEMS}/item_1"): reply({"cart": READY}),
    ("POST", f"{CARTS}/cart_1"): reply({"cart": SENT}),
    ("GET", "/store/shipping-options"): reply(OPTIONS),
    ("POST", f"{CARTS}/cart_1/shipping-methods"): reply({"cart": CHOSEN}),
    ("GET", "/store/payment-providers"): reply(PROVIDERS),
    ("POST", "/store/payment-collections"): reply({"payment_collection": {"id": "pay_1"}}),
    ("POST", SESSIONS): reply({"payment_collection": {"id": "pay_1"}}),
    ("POST", COMPLETE): reply({"type": "order", "order": {"id": "order_1"}}),
    ("GET", "/store/orders/order_1"): reply({"order": {"id": "order_1", "total": 5.9}}),
    ("DELETE", "/probe/orders/order_1"): reply({"deleted": "order_1"}),
}


def trip(depth: Depth = "light", session: str | None = None) -> tuple[Shopped, ScriptedShop]:
    shop = ScriptedShop(USUAL)
    return send(engine("medusa").shop(SPEC, SECRETS, depth=depth, session=session), shop), shop


def test_a_light_check_stops_at_the_payment_session_and_keeps_its_cart() -> None:
    shopped, shop = trip()
    assert shopped == Shopped("light", "probe-canary", "5.9", "EUR", order=None, session="cart_1")
    assert shop.calls[-1] == f"POST {SESSIONS}"
    assert f"POST {COMPLETE}" not in shop.calls


def test_the_next_light_check_makes_no_call_that_adds_rows() -> None:
    shopped, shop = trip(session="cart_1")
    assert shopped.session == "cart_1"
    assert [call for call in shop.calls if call.startswith("POST")] == [f"POST {ITEMS}/item_1", f"POST {SESSIONS}"]


@pytest.mark.parametrize("gone", [reply({}, 404), reply({"cart": {**READY, "completed_at": "2026-01-01"}})])
def test_a_cart_that_is_gone_or_ordered_is_replaced(gone: Response) -> None:
    shop = ScriptedShop(USUAL, {("GET", f"{CARTS}/cart_1"): gone})
    shopped = send(engine("medusa").shop(SPEC, SECRETS, depth="light", session="cart_1"), shop)
    assert shopped.session == "cart_1"
    assert f"POST {CARTS}" in shop.calls


def test_an_order_is_placed_read_back_and_removed() -> None:
    shopped, shop = trip("order")
    assert shopped == Shopped("order", "probe-canary", "5.9", "EUR", order="order_1", session=None)
    assert shop.calls[-3:] == [f"POST {COMPLETE}", "GET /store/orders/order_1", "DELETE /probe/orders/order_1"]
    cart = next(r for r in shop.asked if (r.method, r.path) == ("POST", CARTS))
    assert cart.json == {"region_id": "reg_1", "email": "probe@example.invalid", "metadata": {"probe": True}}


def test_every_request_carries_key_host_and_probe() -> None:
    _, shop = trip("order")
    for request in shop.asked:
        assert request.headers["x-publishable-api-key"].startswith("pk_")
        assert len(request.headers["x-publishable-api-key"]) == 67
        assert request.headers["Host"] == "bakery.localhost:8081"
        assert len(request.headers["X-Shop-Probe"]) == 32


def test_the_product_is_asked_for_with_its_price_and_stock_in_the_region() -> None:
    _, shop = trip()
    query = parse_qs(urlsplit(shop.asked[2].path).query)
    assert query["handle"] == ["probe-canary"]
    assert query["region_id"] == ["reg_1"]
    assert "+variants.inventory_quantity" in query["fields"][0].split(",")
    assert "*variants.calculated_price" in query["fields"][0].split(",")


def test_ids_from_a_shop_cannot_lead_the_shopper_elsewhere() -> None:
    evil = "../../admin/users?x="
    shop = ScriptedShop(USUAL, {("POST", CARTS): reply({"cart": {**EMPTY, "id": evil}})})
    with pytest.raises(AssertionError, match="not expected"):
        send(engine("medusa").shop(SPEC, SECRETS, depth="light", session=None), shop)
    assert shop.asked[-1].path == "/store/carts/..%2F..%2Fadmin%2Fusers%3Fx%3D/line-items"


NO_STOCK = {**VARIANT, "manage_inventory": True, "inventory_quantity": 0}
UNKNOWN = reply({"type": "unknown_error"}, 500)
FAILURES: tuple[tuple[str, Key, Response, str], ...] = (
    ("database gone", ("GET", "/store/regions"), UNKNOWN, "database-down"),
    ("cache gone", ("POST", CARTS), UNKNOWN, "database-down"),
    ("wrong key", ("GET", "/store/regions"), reply({"type": "not_allowed"}, 400), "wrong-key"),
    (
        "key without channel",
        ("GET", "/store/products"),
        reply({"message": "Publishable key needs to have a sales channel configured."}, 400),
        "wrong-key",
    ),
    ("worker mode", ("GET", "/store/regions"), reply("Cannot GET", 404), "shop-not-installed"),
    ("no region", ("GET", "/store/regions"), reply({"regions": []}), "shop-not-installed"),
    (
        "region without country",
        ("GET", "/store/regions"),
        reply({"regions": [{**REGION, "countries": []}]}),
        "shop-not-installed",
    ),
    ("no products", ("GET", "/store/products"), reply({"products": []}), "no-products"),
    ("no variant", ("GET", "/store/products"), reply({"products": [{"variants": []}]}), "no-products"),
    ("no price", ("GET", "/store/products"), reply({"products": [{"variants": [{"id": "v"}]}]}), "no-price"),
    ("no stock", ("GET", "/store/products"), reply({"products": [{"variants": [NO_STOCK]}]}), "no-stock"),
    ("sold meanwhile", ("POST", ITEMS), reply({"code": "insufficient_inventory"}, 400), "no-stock"),
    ("price gone", ("POST", ITEMS), reply({"message": "Variants … do not have a price"}, 400), "no-price"),
    ("no shipping", ("GET", "/store/shipping-options"), reply({"shipping_options": []}), "no-shipping"),
    ("no payment", ("GET", "/store/payment-providers"), reply({"payment_providers": []}), "no-payment-method"),
    ("payment refused", ("POST", COMPLETE), reply({"type": "cart", "error": {}}), "checkout-refused"),
    ("order refused", ("POST", COMPLETE), reply({"type": "not_allowed"}, 400), "checkout-refused"),
    ("order differs", ("GET", "/store/orders/order_1"), reply({"order": {"total": 1}}), "unexpected-answer"),
    ("probe unknown", ("DELETE", "/probe/orders/order_1"), reply("", 404), "wrong-key"),
    (
        "wrong sum",
        ("POST", f"{CARTS}/cart_1/shipping-methods"),
        reply({"cart": {**CHOSEN, "item_total": 2}}),
        "unexpected-answer",
    ),
    ("not ready", ("GET", "/"), reply("", 503), "shop-unreachable"),
    ("gateway", ("POST", SESSIONS), reply("", 504), "shop-unreachable"),
    ("foreign host", ("GET", "/"), reply("", 308, location="https://other.example/"), "host-conflict"),
    ("no storefront", ("GET", "/"), reply("", 404), "unexpected-answer"),
    ("no JSON", ("GET", "/store/regions"), reply("<html>"), "unexpected-answer"),
    ("other shape", ("GET", "/store/regions"), reply([]), "unexpected-answer"),
    ("null", ("POST", ITEMS), reply(None), "unexpected-answer"),
)


@pytest.mark.parametrize(("place", "answer", "code"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_a_broken_shop_is_called_what_it_is(place: Key, answer: Response, code: str) -> None:
    shop = ScriptedShop(USUAL, {place: answer})
    with pytest.raises(ShopProblem) as caught:
        send(engine("medusa").shop(SPEC, SECRETS, depth="order", session=None), shop)
    assert caught.value.code == code
    assert 0 < len(caught.value.evidence) <= 500


def test_a_shop_cannot_fill_the_platforms_state_with_what_it_tells() -> None:
    endless = reply({"cart": {**CHOSEN, "total": "9" * 5000}})
    shop = ScriptedShop(USUAL, {("POST", f"{CARTS}/cart_1/shipping-methods"): endless})
    with pytest.raises(ShopProblem, match="more than any sum"):
        send(engine("medusa").shop(SPEC, SECRETS, depth="light", session=None), shop)


def test_a_shop_that_gives_no_answer_at_all_is_unreachable() -> None:
    problem = unreachable(Request("GET", "/?token=x", {}), "connection\nrefused")
    assert (problem.code, problem.evidence) == ("shop-unreachable", "GET /: connection refused")
