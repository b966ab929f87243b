"""The shopper of WooCommerce: what it asks, and what each answer of a broken shop is called."""

import json
from dataclasses import asdict

import pytest

from shared.engines.base import Depth, Request, Response, Shopped, ShopProblem
from shared.engines.registry import engine
from shared.engines.secrets import Secrets
from tests.unit.engines.samples import MASTER_KEY, small
from tests.unit.engines.scripted import Key, ScriptedShop, reply, send

API = "/wp-json/wc/store/v1"
SPEC = small("woocommerce")
SECRETS = Secrets(MASTER_KEY, SPEC)
TOTALS = {"total_items": "100", "total_price": "590", "currency_code": "EUR", "currency_minor_unit": 2}
PRODUCT = {"id": 14, "is_in_stock": True, "is_purchasable": True, "prices": {"price": "100"}}
RATES = [{"package_id": 0, "shipping_rates": [{"rate_id": "flat_rate:1"}]}]
CART = {
    "items": [{"id": 14}],
    "needs_shipping": True,
    "shipping_rates": RATES,
    "payment_methods": ["cod"],
    "totals": TOTALS,
}
PLACED = {"order_id": 31, "order_key": "wc_order_x", "payment_result": {"payment_status": "success"}}
USUAL: dict[Key, Response] = {
    ("GET", "/"): reply("<html>a shop</html>"),
    ("GET", f"{API}/products"): reply([PRODUCT]),
    ("GET", f"{API}/cart"): reply(CART, cart_token="token-1"),
    ("POST", f"{API}/cart/add-item"): reply(CART, 201),
    ("POST", f"{API}/cart/update-customer"): reply(CART),
    ("POST", f"{API}/cart/select-shipping-rate"): reply(CART),
    ("GET", f"{API}/checkout"): reply({"order_id": 30, "status": "checkout-draft"}),
    ("POST", f"{API}/checkout"): reply(PLACED),
    ("GET", f"{API}/order/31"): reply({"status": "processing", "totals": TOTALS}),
    ("DELETE", "/wp-json/shop/v1/probe-order/31"): reply({"deleted": 31}),
    ("DELETE", f"{API}/cart/items"): reply([]),
}


def trip(depth: Depth = "light", session: str | None = None) -> tuple[Shopped, ScriptedShop]:
    shop = ScriptedShop(USUAL)
    return send(engine("woocommerce").shop(SPEC, SECRETS, depth=depth, session=session), shop), shop


def test_a_light_check_stops_before_an_order_and_keeps_its_cart() -> None:
    shopped, shop = trip()
    assert shopped == Shopped("light", "PROBE-CANARY", "5.90", "EUR", order=None, session="token-1")
    assert shop.calls[-1] == f"GET {API}/checkout"
    assert f"POST {API}/checkout" not in shop.calls
    assert shop.asked[-1].headers["Cart-Token"] == "token-1"


def test_the_next_light_check_only_reads() -> None:
    shopped, shop = trip(session="token-0")
    assert shopped.session == "token-0"
    assert shop.calls == ["GET /", f"GET {API}/products", f"GET {API}/cart", f"GET {API}/checkout"]
    assert shop.asked[2].headers["Cart-Token"] == "token-0"


@pytest.mark.parametrize("forgotten", [reply({**CART, "items": []}, cart_token="token-1"), reply({}, 401)])
def test_a_forgotten_cart_is_filled_anew(forgotten: Response) -> None:
    answers = iter([forgotten, USUAL["GET", f"{API}/cart"]])

    class Forgetful(ScriptedShop):
        def answer(self, request: Request) -> Response:
            usual = super().answer(request)
            return next(answers) if request.path == f"{API}/cart" else usual

    shop = Forgetful(USUAL)
    shopped = send(engine("woocommerce").shop(SPEC, SECRETS, depth="light", session="old"), shop)
    assert shopped.session == "token-1"
    assert "Cart-Token" not in shop.asked[3].headers


def test_an_order_is_placed_read_back_and_removed() -> None:
    shopped, shop = trip("order")
    assert shopped == Shopped("order", "PROBE-CANARY", "5.90", "EUR", order="31", session=None)
    assert shop.calls[-4:] == [
        f"POST {API}/checkout",
        f"GET {API}/order/31",
        "DELETE /wp-json/shop/v1/probe-order/31",
        f"DELETE {API}/cart/items",
    ]
    assert shop.asked[-3].path.endswith("?key=wc_order_x&billing_email=probe%40example.invalid")


def test_every_request_names_the_shops_host_and_the_probe() -> None:
    _, shop = trip("order")
    for request in shop.asked:
        assert request.headers["Host"] == "bakery.localhost:8081"
        assert request.headers["X-Forwarded-Proto"] == "http"
        assert len(request.headers["X-Shop-Probe"]) == 32
        assert request.headers["X-Shop-Probe"] not in repr(request)


def test_the_evidence_of_a_purchase_is_small() -> None:
    assert len(json.dumps(asdict(trip()[0]))) < 2048


DATABASE_PAGE = reply("<h1>Error establishing a database connection</h1>", 500)
NO_ROUTE = reply({"code": "rest_no_route"}, 404)


def test_an_order_that_is_read_in_hundredths_of_a_yen_is_the_one_that_was_placed() -> None:
    yen = {**TOTALS, "total_price": "6", "total_items": "100", "currency_code": "JPY", "currency_minor_unit": 0}
    read = reply({"totals": {**yen, "total_price": "600"}})
    shop = ScriptedShop(
        {**USUAL, ("POST", f"{API}/cart/select-shipping-rate"): reply({**CART, "totals": yen})},
        {("GET", f"{API}/order/31"): read},
    )
    shopped = send(engine("woocommerce").shop(SPEC, SECRETS, depth="order", session=None), shop)
    assert (shopped.total, shopped.currency) == ("6", "JPY")


FAILURES: tuple[tuple[str, Key, Response, str], ...] = (
    ("database gone", ("GET", "/"), DATABASE_PAGE, "database-down"),
    ("database goes meanwhile", ("POST", f"{API}/checkout"), DATABASE_PAGE, "database-down"),
    ("plugin inactive", ("GET", f"{API}/products"), NO_ROUTE, "shop-not-installed"),
    ("coming soon", ("GET", "/"), reply('<body class="woocommerce-coming-soon">'), "shop-coming-soon"),
    ("installer", ("GET", "/"), reply("", 302, location="/wp-admin/install.php"), "shop-not-installed"),
    ("installer page", ("GET", "/"), reply('<a href="/wp-admin/install.php">'), "shop-not-installed"),
    ("foreign host", ("GET", "/"), reply("", 301, location="http://other.example/"), "host-conflict"),
    ("redirect to nowhere", ("GET", "/"), reply("", 301), "host-conflict"),
    ("maintenance", ("GET", "/"), reply("Briefly unavailable for scheduled maintenance", 503), "shop-unreachable"),
    ("gateway", ("POST", f"{API}/cart/add-item"), reply("<html>", 502), "shop-unreachable"),
    ("no products", ("GET", f"{API}/products"), reply([]), "no-products"),
    ("no price", ("GET", f"{API}/products"), reply([{**PRODUCT, "prices": {"price": ""}}]), "no-price"),
    ("not purchasable", ("GET", f"{API}/products"), reply([{**PRODUCT, "is_purchasable": False}]), "no-price"),
    ("no stock", ("GET", f"{API}/products"), reply([{**PRODUCT, "is_in_stock": False}]), "no-stock"),
    (
        "sold meanwhile",
        ("POST", f"{API}/cart/add-item"),
        reply({"code": "woocommerce_rest_product_out_of_stock"}, 400),
        "no-stock",
    ),
    (
        "no payment method",
        ("POST", f"{API}/cart/select-shipping-rate"),
        reply({**CART, "payment_methods": []}),
        "no-payment-method",
    ),
    ("no shipping", ("POST", f"{API}/cart/update-customer"), reply({**CART, "shipping_rates": []}), "no-shipping"),
    (
        "no rate in the package",
        ("POST", f"{API}/cart/update-customer"),
        reply({**CART, "shipping_rates": [{"package_id": 0, "shipping_rates": []}]}),
        "no-shipping",
    ),
    ("token refused", ("POST", f"{API}/cart/add-item"), reply({"code": "missing_nonce"}, 401), "wrong-key"),
    ("no token given", ("GET", f"{API}/cart"), reply(CART), "unexpected-answer"),
    (
        "wrong sum",
        ("POST", f"{API}/cart/select-shipping-rate"),
        reply({**CART, "totals": {**TOTALS, "total_items": "1"}}),
        "unexpected-answer",
    ),
    ("checkout refused", ("POST", f"{API}/checkout"), reply({"code": "payment_disabled"}, 400), "checkout-refused"),
    (
        "payment failed",
        ("POST", f"{API}/checkout"),
        reply({**PLACED, "payment_result": {"payment_status": "failure"}}),
        "checkout-refused",
    ),
    (
        "order differs",
        ("GET", f"{API}/order/31"),
        reply({"totals": {**TOTALS, "total_price": "1"}}),
        "unexpected-answer",
    ),
    ("probe unknown", ("DELETE", "/wp-json/shop/v1/probe-order/31"), reply({}, 401), "wrong-key"),
    ("probe plugin gone", ("DELETE", "/wp-json/shop/v1/probe-order/31"), NO_ROUTE, "wrong-key"),
    ("other error", ("GET", f"{API}/products"), reply("<html>", 500), "unexpected-answer"),
    ("no JSON", ("GET", f"{API}/products"), reply("<html>"), "unexpected-answer"),
    ("other shape", ("GET", f"{API}/products"), reply([{"id": 1}]), "unexpected-answer"),
    ("another shape", ("GET", f"{API}/products"), reply({"id": 1}), "unexpected-answer"),
    ("null", ("POST", f"{API}/cart/update-customer"), reply(None), "unexpected-answer"),
    ("no number", ("GET", f"{API}/products"), reply([{**PRODUCT, "prices": {"price": "x"}}]), "unexpected-answer"),
)


@pytest.mark.parametrize(("place", "answer", "code"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_a_broken_shop_is_called_what_it_is(place: Key, answer: Response, code: str) -> None:
    shop = ScriptedShop(USUAL, {place: answer})
    with pytest.raises(ShopProblem) as caught:
        send(engine("woocommerce").shop(SPEC, SECRETS, depth="order", session=None), shop)
    assert caught.value.code == code
    assert 0 < len(caught.value.evidence) <= 500
    assert str(caught.value) == caught.value.message


def test_evidence_is_one_line_without_order_keys() -> None:
    shop = ScriptedShop(USUAL, {("GET", f"{API}/order/31"): reply("a\r\nb\x00" + "c" * 900, 500)})
    with pytest.raises(ShopProblem) as caught:
        send(engine("woocommerce").shop(SPEC, SECRETS, depth="order", session=None), shop)
    assert caught.value.evidence.startswith(f"GET {API}/order/31 500 a b ccc")
    assert "wc_order_x" not in caught.value.evidence
    assert len(caught.value.evidence) <= 500
