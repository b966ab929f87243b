"""The Store API of Medusa v2, as far as a shopper uses it (`/store/…`)."""

import re
from collections.abc import Callable
from re import Match

from services.simulator.shops.catalogue import SHIPPING
from services.simulator.shops.medusa_shapes import cart_shape, number, product_shape
from services.simulator.shops.state import Cart, token
from services.simulator.shops.wire import Asked, Json, Refused, Reply

REGION = "reg_simulated"
OPTION = "so_simulated"
PROVIDER = "pp_system_default"
KEY_HEADER = "x-publishable-api-key"


def answer(asked: Asked) -> Reply:
    """Any call of the Store API; without the shop's key everything below `/store` is a 400."""
    if asked.path.startswith("/store/"):
        _check_key(asked)
    for method, pattern, step in _STEPS:
        if method == asked.method and (matched := pattern.fullmatch(asked.path)):
            return Reply(step(asked, matched))
    raise Refused(404, {"type": "not_found", "message": f"Cannot {asked.method} {asked.path}"})


def _check_key(asked: Asked) -> None:
    sent = asked.headers.get(KEY_HEADER)
    if not sent:
        message = (
            f"Publishable API key required in the request header: {KEY_HEADER}. You can manage your keys in settings."
        )
        raise Refused(400, {"type": "not_allowed", "message": message})
    if sent != asked.shop.key:
        raise Refused(400, {"type": "not_allowed", "message": "A valid publishable key is required to proceed"})


def _regions(asked: Asked, _: Match[str]) -> Json:
    country = asked.shop.country.lower()
    countries = [{"iso_2": country, "name": country.upper(), "display_name": asked.shop.country}]
    region = {"id": REGION, "name": "Home", "currency_code": asked.shop.currency.lower(), "countries": countries}
    return {"regions": [region], "count": 1, "offset": 0, "limit": 50}


def _products(asked: Asked, _: Match[str]) -> Json:
    handle = asked.query.get("handle")
    chosen = [each for each in asked.shop.products if (each.handle == handle if handle else not each.hidden)]
    return {
        "products": [product_shape(asked.shop, each) for each in chosen],
        "count": len(chosen),
        "offset": 0,
        "limit": 50,
    }


def _new_cart(asked: Asked, _: Match[str]) -> Json:
    cart = asked.shelf.new_cart(asked.shop.uid)
    cart.region = asked.body.get("region_id") or REGION
    return _changed(asked, cart)


def _changed(asked: Asked, cart: Cart) -> Json:
    body = asked.body
    cart.email = body.get("email") or cart.email
    cart.metadata |= body.get("metadata") or {}
    cart.address = body.get("shipping_address") or cart.address
    return {"cart": cart_shape(asked.shop, cart)}


def _update_cart(asked: Asked, matched: Match[str]) -> Json:
    return _changed(asked, _open_cart(asked, matched[1]))


def _get_cart(asked: Asked, matched: Match[str]) -> Json:
    return {"cart": cart_shape(asked.shop, _found(asked, matched[1]))}


def _found(asked: Asked, name: str) -> Cart:
    cart = asked.shelf.cart(asked.shop.uid, name)
    if cart is None:
        raise Refused(404, {"type": "not_found", "message": f"Cart with id '{name}' not found"})
    return cart


def _open_cart(asked: Asked, name: str) -> Cart:
    cart = _found(asked, name)
    if cart.order:
        raise Refused(400, {"type": "not_allowed", "message": f"Cart {name} is already completed."})
    return cart


def _add_line(asked: Asked, matched: Match[str]) -> Json:
    cart = _open_cart(asked, matched[1])
    handle = str(asked.body.get("variant_id", "")).removeprefix("variant_")
    product = asked.shop.product(handle=handle)
    if product is None:
        raise Refused(400, {"type": "invalid_data", "message": f"Variant {handle} does not exist"})
    cart.put(product, int(asked.body.get("quantity") or 1))
    return {"cart": cart_shape(asked.shop, cart)}


def _update_line(asked: Asked, matched: Match[str]) -> Json:
    cart = _open_cart(asked, matched[1])
    if matched[2] not in cart.lines:
        raise Refused(404, {"type": "not_found", "message": f"Line item with id {matched[2]} was not found"})
    cart.put(cart.lines[matched[2]][0], int(asked.body.get("quantity") or 1))
    return {"cart": cart_shape(asked.shop, cart)}


def _options(asked: Asked, _: Match[str]) -> Json:
    cart = _found(asked, asked.query.get("cart_id", ""))
    near = cart.address.get("country_code", "") == asked.shop.country.lower()
    option = {"id": OPTION, "name": "Standard", "price_type": "flat", "amount": number(SHIPPING)}
    return {"shipping_options": [option] if near else []}


def _choose(asked: Asked, matched: Match[str]) -> Json:
    cart = _open_cart(asked, matched[1])
    cart.delivery = str(asked.body.get("option_id", ""))
    if cart.delivery != OPTION:
        raise Refused(400, {"type": "invalid_data", "message": "Shipping option is invalid for this cart"})
    return {"cart": cart_shape(asked.shop, cart)}


def _providers(asked: Asked, _: Match[str]) -> Json:
    known = asked.query.get("region_id") == REGION
    return {"payment_providers": [{"id": PROVIDER, "is_enabled": True}] if known else []}


def _collection(asked: Asked, _: Match[str]) -> Json:
    cart = _open_cart(asked, str(asked.body.get("cart_id", "")))
    cart.payment = cart.payment or f"pay_col_{cart.id}"
    return {"payment_collection": {"id": cart.payment, "amount": number(cart.goods + cart.shipping)}}


def _session(asked: Asked, matched: Match[str]) -> Json:
    cart = _open_cart(asked, matched[1].removeprefix("pay_col_"))
    session = {"id": token("payses"), "provider_id": asked.body.get("provider_id"), "status": "pending"}
    return {"payment_collection": {"id": cart.payment, "payment_sessions": [session]}}


def _complete(asked: Asked, matched: Match[str]) -> Json:
    """Completing again gives the same order; without a payment session the answer is the cart, as in Medusa."""
    cart = _found(asked, matched[1])
    if not (cart.lines and cart.delivery and cart.payment):
        error = {"message": "Payment sessions are required to complete cart", "type": "payment_authorization_error"}
        return {"type": "cart", "cart": cart_shape(asked.shop, cart), "error": error}
    if not cart.order:
        cart.order = asked.shelf.place(cart, prefix="order", probe=cart.metadata.get("probe") is True).id
    return {"type": "order", "order": _order(asked, cart.order)}


def _order(asked: Asked, name: str) -> Json:
    order = asked.shelf.order(asked.shop.uid, name)
    if order is None:
        raise Refused(404, {"type": "not_found", "message": f"Order with id: {name} was not found"})
    return {**cart_shape(asked.shop, order.cart), "id": order.id, "display_id": order.number, "status": "pending"}


def _get_order(asked: Asked, matched: Match[str]) -> Json:
    return {"order": _order(asked, matched[1])}


def _remove(asked: Asked, matched: Match[str]) -> Json:
    order = asked.shelf.order(asked.shop.uid, matched[1])
    trusted = asked.shop.probe_key and asked.headers.get("X-Shop-Probe") == asked.shop.probe_key
    if order is None or not order.probe or not trusted:
        raise Refused(404, {"message": "not a probe order"})
    asked.shelf.remove(order)
    return {"deleted": order.id}


_Step = Callable[[Asked, Match[str]], Json]
_CART = r"/store/carts/([^/]+)"
_STEPS: tuple[tuple[str, re.Pattern[str], _Step], ...] = tuple(
    (method, re.compile(pattern), step)
    for method, pattern, step in (
        ("GET", r"/store/regions", _regions),
        ("GET", r"/store/products", _products),
        ("POST", r"/store/carts", _new_cart),
        ("GET", _CART, _get_cart),
        ("POST", _CART, _update_cart),
        ("POST", rf"{_CART}/line-items", _add_line),
        ("POST", rf"{_CART}/line-items/([^/]+)", _update_line),
        ("GET", r"/store/shipping-options", _options),
        ("POST", rf"{_CART}/shipping-methods", _choose),
        ("GET", r"/store/payment-providers", _providers),
        ("POST", r"/store/payment-collections", _collection),
        ("POST", r"/store/payment-collections/([^/]+)/payment-sessions", _session),
        ("POST", rf"{_CART}/complete", _complete),
        ("GET", r"/store/orders/([^/]+)", _get_order),
        ("DELETE", r"/probe/orders/([^/]+)", _remove),
    )
)
