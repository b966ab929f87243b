"""Shopping in WooCommerce, over the Store API that its own checkout page uses.

Light: one cart is kept by its token and `GET /checkout` gives the same draft each time: no stock, no mail, no rows.
Order: the canary is bought with a header that makes the shop mark, not mail, and afterwards remove the order.
"""

from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from shared.domain.store import StoreSpec
from shared.engines import buyer
from shared.engines.base import Depth, ProblemCode, Request, Response, Shopped, Shopper
from shared.engines.secrets import Secrets
from shared.engines.shopping import Asking, Trip, gateway_problem, suspicious, unexpected
from shared.engines.woocommerce import keys
from shared.engines.woocommerce.contract import CANARY_SKU, PROBE_HEADER

API: Final = "/wp-json/wc/store/v1"
PAYMENT: Final = "cod"
_Json = dict[str, Any]


def shop(spec: StoreSpec, secrets: Secrets, *, depth: Depth, session: str | None) -> Shopper:
    """A trip of that depth; `session` is the token of the cart that light trips share."""
    trip = Trip(spec, {PROBE_HEADER: keys.probe_key(secrets)}, explain)
    return suspicious(trip, _light(trip, spec, session) if depth == "light" else _order(trip, spec))


def _light(trip: Trip, spec: StoreSpec, session: str | None) -> Asking[Shopped]:
    yield from _look_around(trip)
    product = yield from _find(trip)
    cart, token = yield from _resume(trip, session, product)
    if cart is None:
        cart, token = yield from _fill(trip, spec, product)
    _check_cart(trip, cart, product)
    yield from trip.ask("GET", f"{API}/checkout")
    return Shopped("light", CANARY_SKU, _total(cart), _currency(cart), session=token)


def _order(trip: Trip, spec: StoreSpec) -> Asking[Shopped]:
    yield from _look_around(trip)
    product = yield from _find(trip)
    cart, _ = yield from _fill(trip, spec, product)
    _check_cart(trip, cart, product)
    placed = yield from trip.ask(
        "POST", f"{API}/checkout", {**_addresses(spec), "payment_method": PAYMENT, "payment_data": []}
    )
    number = str(placed["order_id"])
    read = urlencode({"key": placed["order_key"], "billing_email": buyer.EMAIL})
    seen = yield from trip.ask("GET", f"{API}/order/{number}?{read}")
    yield from trip.ask("DELETE", f"/wp-json/shop/v1/probe-order/{number}")
    yield from trip.ask("DELETE", f"{API}/cart/items")
    _check_order(trip, placed, seen, cart)
    return Shopped("order", CANARY_SKU, _total(cart), _currency(cart), order=number)


def _check_order(trip: Trip, placed: _Json, seen: _Json, cart: _Json) -> None:
    """After the order was removed, so that a wrong one does not stay."""
    paid = (placed.get("payment_result") or {}).get("payment_status") in (None, "", "success")
    trip.need(paid, "checkout-refused", "The shop took the order but not its payment.")
    trip.need(
        Decimal(_total(cart)) in _amounts(seen), "unexpected-answer", "The order has another total than its cart."
    )


def _look_around(trip: Trip) -> Asking[None]:
    """The front page: the Store API answers 200 even while visitors are told to come back later."""
    page = yield from trip.front_page()
    trip.need(
        "woocommerce-coming-soon" not in page,
        "shop-coming-soon",
        "Visitors see “coming soon”: in the shop's settings, visibility is not set to live.",
    )
    trip.need("wp-admin/install.php" not in page, "shop-not-installed", "The shop shows its installer.")


def _find(trip: Trip) -> Asking[_Json]:
    products = yield from trip.ask("GET", f"{API}/products?{urlencode({'sku': CANARY_SKU})}")
    trip.need(products, "no-products", f"The shop does not offer the product {CANARY_SKU} that the platform buys.")
    product: _Json = products[0]
    trip.need(product["is_in_stock"], "no-stock", f"{CANARY_SKU} is out of stock.")
    trip.need(product["prices"]["price"] and product["is_purchasable"], "no-price", f"{CANARY_SKU} has no price.")
    return product


def _resume(trip: Trip, session: str | None, product: _Json) -> Asking[tuple[_Json | None, str | None]]:
    """The kept cart if it still holds the canary; WooCommerce gives an empty one for a token that has expired."""
    if session is not None:
        trip.headers["Cart-Token"] = session
        cart: _Json | None = yield from trip.ask("GET", f"{API}/cart", unless=401)
        if cart and [item["id"] for item in cart["items"]] == [product["id"]]:
            return cart, session
        del trip.headers["Cart-Token"]
    return None, None


def _fill(trip: Trip, spec: StoreSpec, product: _Json) -> Asking[tuple[_Json, str]]:
    """A new cart up to the chosen delivery."""
    token = yield from _new_cart(trip)
    yield from trip.ask("POST", f"{API}/cart/add-item", {"id": product["id"], "quantity": 1})
    cart: _Json = yield from trip.ask("POST", f"{API}/cart/update-customer", _addresses(spec))
    rates = [
        (group["package_id"], rate["rate_id"]) for group in cart["shipping_rates"] for rate in group["shipping_rates"]
    ]
    trip.need(rates or not cart["needs_shipping"], "no-shipping", "No delivery is offered to the shop's own country.")
    if rates:
        package, rate = rates[0]
        choice = {"package_id": package, "rate_id": rate}
        cart = yield from trip.ask("POST", f"{API}/cart/select-shipping-rate", choice)
    return cart, token


def _new_cart(trip: Trip) -> Asking[str]:
    token = yield from trip.ask_header("GET", f"{API}/cart", "cart-token")
    trip.headers["Cart-Token"] = token
    return token


def _check_cart(trip: Trip, cart: _Json, product: _Json) -> None:
    trip.need(cart["payment_methods"], "no-payment-method", "The shop offers no way to pay.")
    same = int(cart["totals"]["total_items"]) == int(product["prices"]["price"])
    trip.need(same, "unexpected-answer", "The cart does not add up to the price of its product.")


def _addresses(spec: StoreSpec) -> _Json:
    postcode, city, state = buyer.place(spec)
    address = {
        "first_name": "Probe",
        "last_name": "Shopper",
        "company": "",
        "address_1": "Probe 1",
        "address_2": "",
        "city": city,
        "state": state,
        "postcode": postcode,
        "country": spec.options.country,
        "phone": "",
    }
    return {"billing_address": {**address, "email": buyer.EMAIL}, "shipping_address": address}


def _total(priced: _Json) -> str:
    """The Store API counts in the currency's smallest unit."""
    totals = priced["totals"]
    return str(Decimal(int(totals["total_price"])).scaleb(-int(totals["currency_minor_unit"])))


def _amounts(order: _Json) -> tuple[Decimal, Decimal]:
    """WooCommerce 10.5.0 reads an order back in hundredths, whatever it says of the currency (tried with yen)."""
    return Decimal(_total(order)), Decimal(int(order["totals"]["total_price"])).scaleb(-2)


def _currency(cart: _Json) -> str:
    return str(cart["totals"]["currency_code"])


def explain(request: Request, response: Response) -> tuple[ProblemCode, str]:
    """What a status that no shopper wants means in WordPress, measured case by case."""
    text, path = response.text, request.path
    rules: tuple[tuple[bool, ProblemCode, str], ...] = (
        (
            "Error establishing a database connection" in text,
            "database-down",
            "The shop does not reach its database.",
        ),
        ("probe-order" in path, "wrong-key", "The shop does not recognise the platform's probe key."),
        ("rest_no_route" in text, "shop-not-installed", "WordPress answers, but WooCommerce is not active in it."),
        ("out_of_stock" in text or "not_enough_stock" in text, "no-stock", f"{CANARY_SKU} is out of stock."),
        (response.status in (401, 403), "wrong-key", "The shop refused the shopper's cart token."),
        (
            request.method == "POST" and path == f"{API}/checkout" and response.status < 500,  # noqa: PLR2004
            "checkout-refused",
            "The shop refused the order.",
        ),
    )
    found = next(((code, message) for applies, code, message in rules if applies), None)
    return found or gateway_problem(response) or unexpected(request, response)
