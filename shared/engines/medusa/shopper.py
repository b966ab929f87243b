"""Shopping in Medusa, over the Store API that its storefronts use.

Light: one cart is kept up to its payment session; four such trips left zero rows (measured). Order: a new cart whose
metadata marks the order, which is removed again by the shop's own `/probe` route.
"""

from typing import Any, Final
from urllib.parse import quote, urlencode

from shared.domain.store import StoreSpec
from shared.engines import buyer
from shared.engines.base import Depth, ProblemCode, Request, Response, Shopped, Shopper
from shared.engines.medusa import keys
from shared.engines.medusa.contract import CANARY_HANDLE, KEY_HEADER, PROBE_HEADER
from shared.engines.secrets import Secrets
from shared.engines.shopping import Asking, Trip, gateway_problem, suspicious, unexpected

PAYMENT: Final = "pp_system_default"
_FIELDS: Final = "id,handle,title,*variants.calculated_price,+variants.inventory_quantity,+variants.manage_inventory"
_Json = dict[str, Any]


def shop(spec: StoreSpec, secrets: Secrets, *, depth: Depth, session: str | None) -> Shopper:
    """A trip of that depth; `session` is the id of the cart that light trips share."""
    headers = {KEY_HEADER: keys.publishable_key(secrets), PROBE_HEADER: keys.probe_key(secrets)}
    trip = Trip(spec, headers, explain)
    return suspicious(trip, _light(trip, spec, session) if depth == "light" else _order(trip, spec))


def _light(trip: Trip, spec: StoreSpec, session: str | None) -> Asking[Shopped]:
    region, variant = yield from _find(trip)
    kept = yield from _resume(trip, session)
    cart = yield from _fill(trip, spec, region, variant, kept)
    yield from _prepare_payment(trip, region, cart)
    return Shopped("light", CANARY_HANDLE, str(cart["total"]), _currency(region), session=str(cart["id"]))


def _order(trip: Trip, spec: StoreSpec) -> Asking[Shopped]:
    region, variant = yield from _find(trip)
    cart = yield from _fill(trip, spec, region, variant, None)
    yield from _prepare_payment(trip, region, cart)
    done = yield from trip.ask("POST", f"/store/carts/{_part(cart['id'])}/complete")
    # A refused payment is status 200 with the cart.
    trip.need(done["type"] == "order", "checkout-refused", "The shop refused the order's payment.")
    number = str(done["order"]["id"])
    seen = yield from trip.ask("GET", f"/store/orders/{_part(number)}")
    yield from trip.ask("DELETE", f"/probe/orders/{_part(number)}")
    same = seen["order"]["total"] == cart["total"]
    trip.need(same, "unexpected-answer", "The order has another total than its cart.")
    return Shopped("order", CANARY_HANDLE, str(cart["total"]), _currency(region), order=number)


def _find(trip: Trip) -> Asking[tuple[_Json, _Json]]:
    """The region that the shop sells to, and the canary's variant with its price there."""
    yield from trip.front_page()
    regions = (yield from trip.ask("GET", "/store/regions?fields=id,currency_code,*countries"))["regions"]
    trip.need(regions and regions[0]["countries"], "shop-not-installed", "The shop sells to no region.")
    region: _Json = regions[0]
    query = urlencode({"handle": CANARY_HANDLE, "region_id": region["id"], "fields": _FIELDS}, safe="*,.")
    products = (yield from trip.ask("GET", f"/store/products?{query}"))["products"]
    offered = products and products[0]["variants"]
    trip.need(offered, "no-products", f"The shop does not offer the product {CANARY_HANDLE} that the platform buys.")
    variant: _Json = products[0]["variants"][0]
    trip.need(variant.get("calculated_price"), "no-price", f"{CANARY_HANDLE} has no price in the shop's region.")
    in_stock = not variant.get("manage_inventory") or (variant.get("inventory_quantity") or 0) > 0
    trip.need(in_stock, "no-stock", f"{CANARY_HANDLE} is out of stock.")
    return region, variant


def _resume(trip: Trip, session: str | None) -> Asking[_Json | None]:
    """The kept cart, unless it is gone (the shop tidies old ones) or was ordered."""
    if session is None:
        return None
    answer = yield from trip.ask("GET", f"/store/carts/{_part(session)}", unless=404)
    return None if answer is None or answer["cart"].get("completed_at") else answer["cart"]


def _fill(trip: Trip, spec: StoreSpec, region: _Json, variant: _Json, kept: _Json | None) -> Asking[_Json]:
    """The cart up to the chosen delivery; repeats only the calls that add no rows."""
    cart = kept or (yield from _new_cart(trip, region))
    path = f"/store/carts/{_part(cart['id'])}"
    cart = yield from _put_in(trip, path, cart, variant)
    if not (cart.get("shipping_address") or {}).get("address_1"):
        cart = (yield from trip.ask("POST", path, _addresses(spec, region)))["cart"]
    cart = yield from _choose_delivery(trip, path, cart)
    same = cart["item_total"] == variant["calculated_price"]["calculated_amount"]
    trip.need(same, "unexpected-answer", "The cart does not add up to the price of its product.")
    return cart


def _new_cart(trip: Trip, region: _Json) -> Asking[_Json]:
    """The metadata is copied to the order and marks it there."""
    wanted = {"region_id": region["id"], "email": buyer.EMAIL, "metadata": {"probe": True}}
    cart: _Json = (yield from trip.ask("POST", "/store/carts", wanted))["cart"]
    return cart


def _put_in(trip: Trip, path: str, cart: _Json, variant: _Json) -> Asking[_Json]:
    """The item anew, or its quantity again, which makes the shop look at price and stock once more."""
    lines = [line["id"] for line in cart.get("items") or [] if line["variant_id"] == variant["id"]]
    target = f"{path}/line-items/{_part(lines[0])}" if lines else f"{path}/line-items"
    wanted = {"quantity": 1} if lines else {"variant_id": variant["id"], "quantity": 1}
    filled: _Json = (yield from trip.ask("POST", target, wanted))["cart"]
    return filled


def _choose_delivery(trip: Trip, path: str, cart: _Json) -> Asking[_Json]:
    query = urlencode({"cart_id": cart["id"]})
    options = (yield from trip.ask("GET", f"/store/shipping-options?{query}"))["shipping_options"]
    trip.need(options, "no-shipping", "No delivery is offered to the shop's own country.")
    chosen = [method["shipping_option_id"] for method in cart.get("shipping_methods") or []]
    if options[0]["id"] in chosen:
        return cart
    answer = yield from trip.ask("POST", f"{path}/shipping-methods", {"option_id": options[0]["id"]})
    delivered: _Json = answer["cart"]
    return delivered


def _prepare_payment(trip: Trip, region: _Json, cart: _Json) -> Asking[None]:
    query = urlencode({"region_id": region["id"]})
    providers = (yield from trip.ask("GET", f"/store/payment-providers?{query}"))["payment_providers"]
    payable = any(provider["id"] == PAYMENT for provider in providers)
    trip.need(payable, "no-payment-method", "The shop offers no way to pay in its region.")
    collection = cart.get("payment_collection")
    if not collection:
        answer = yield from trip.ask("POST", "/store/payment-collections", {"cart_id": cart["id"]})
        collection = answer["payment_collection"]
    path = f"/store/payment-collections/{_part(collection['id'])}/payment-sessions"
    yield from trip.ask("POST", path, {"provider_id": PAYMENT})


def _addresses(spec: StoreSpec, region: _Json) -> _Json:
    postcode, city, _ = buyer.place(spec)
    address = {
        "first_name": "Probe",
        "last_name": "Shopper",
        "address_1": "Probe 1",
        "city": city,
        "postal_code": postcode,
        "country_code": region["countries"][0]["iso_2"],
        "phone": "",
    }
    return {"shipping_address": address, "billing_address": address}


def _currency(region: _Json) -> str:
    return str(region["currency_code"]).upper()


def _part(found: object) -> str:
    """An id from an answer as one segment of a path, whatever the shop calls an id."""
    return quote(str(found), safe="")


def explain(request: Request, response: Response) -> tuple[ProblemCode, str]:
    """What a status that no shopper wants means in Medusa, measured case by case."""
    text, path = response.text, request.path
    rules: tuple[tuple[bool, ProblemCode, str], ...] = (
        (
            response.status == 500 and request.method == "GET",  # noqa: PLR2004
            "database-down",
            "The shop does not reach its database.",
        ),
        (
            response.status == 500 and path == "/store/carts",  # noqa: PLR2004
            "database-down",
            "The shop can be read but takes no carts: its cache (Valkey) or its database does not answer.",
        ),
        (path.startswith("/probe/"), "wrong-key", "The shop does not recognise the platform's probe key."),
        ("sales channel" in text, "wrong-key", "The shop's publishable key belongs to no sales channel."),
        ("insufficient_inventory" in text, "no-stock", f"{CANARY_HANDLE} is out of stock."),
        (
            response.status == 400 and path.startswith("/store/regions"),  # noqa: PLR2004
            "wrong-key",
            "The shop does not accept its publishable key.",
        ),
        ("price" in text and path.endswith("/line-items"), "no-price", f"{CANARY_HANDLE} has no price."),
        (
            response.status == 404 and path.startswith("/store/regions"),  # noqa: PLR2004
            "shop-not-installed",
            "Medusa runs, but does not serve a shop.",
        ),
        (path.endswith("/complete") and response.status < 500, "checkout-refused", "The shop refused the order."),  # noqa: PLR2004
    )
    found = next(((code, message) for applies, code, message in rules if applies), None)
    return found or gateway_problem(response) or unexpected(request, response)
