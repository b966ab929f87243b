"""The Store API of WooCommerce, as far as a shopper uses it (`/wp-json/wc/store/v1`)."""

import re
from collections.abc import Callable
from typing import Any

from services.simulator.shops.catalogue import SHIPPING, Product, digits, minor
from services.simulator.shops.shop import Shop
from services.simulator.shops.state import Cart, Order
from services.simulator.shops.wire import Asked, Json, Refused, Reply

API = "/wp-json/wc/store/v1"
RATE = "flat_rate:1"
_ORDER = re.compile(rf"{API}/order/(\d+)")
_PROBE = re.compile(r"/wp-json/shop/v1/probe-order/(\d+)")


def answer(asked: Asked) -> Reply:
    """Any call of the Store API."""
    place = (asked.method, asked.path)
    if place == ("GET", f"{API}/products"):
        return Reply(_products(asked))
    if place == ("GET", f"{API}/cart"):
        return _in_cart(asked, _resume(asked) or asked.shelf.new_cart(asked.shop.uid), 200)
    if matched := _ORDER.fullmatch(asked.path):
        return Reply(_order(asked, matched[1]))
    if matched := _PROBE.fullmatch(asked.path):
        return Reply(_remove(asked, matched[1]))
    if place in _STEPS:
        return _STEPS[place](asked, _known_cart(asked))
    raise _refusal(404, "rest_no_route", "No route was found matching the URL and request method.")


def _products(asked: Asked) -> list[Json]:
    sku = asked.query.get("sku")
    chosen = [each for each in asked.shop.products if (each.sku == sku if sku else not each.hidden)]
    return [_product(asked.shop, each) for each in chosen]


def _product(shop: Shop, product: Product) -> Json:
    return {
        "id": product.id,
        "name": product.title,
        "slug": product.handle,
        "sku": product.sku,
        "type": "simple",
        "is_purchasable": True,
        "is_in_stock": True,
        "prices": {"price": minor(product.price, shop.currency), **_currency(shop)},
    }


def _currency(shop: Shop) -> Json:
    return {"currency_code": shop.currency, "currency_minor_unit": digits(shop.currency)}


def _resume(asked: Asked) -> Cart | None:
    return asked.shelf.cart(asked.shop.uid, asked.headers.get("Cart-Token", ""))


def _known_cart(asked: Asked) -> Cart:
    if "Cart-Token" not in asked.headers:
        raise _refusal(401, "woocommerce_rest_missing_nonce", "Missing the Nonce header. This endpoint requires one.")
    return _resume(asked) or asked.shelf.new_cart(asked.shop.uid)


def _add(asked: Asked, cart: Cart) -> Reply:
    product = asked.shop.product(number=int(asked.body.get("id") or 0))
    if product is None:
        raise _refusal(400, "woocommerce_rest_cart_invalid_product", "This product cannot be added to the cart.")
    before = next((quantity for each, quantity in cart.lines.values() if each == product), 0)
    cart.put(product, before + int(asked.body.get("quantity") or 1))
    return _in_cart(asked, cart, 201)


def _update_customer(asked: Asked, cart: Cart) -> Reply:
    cart.address = asked.body.get("shipping_address") or asked.body.get("billing_address") or {}
    cart.email = (asked.body.get("billing_address") or {}).get("email", "")
    cart.delivery = RATE if cart.address.get("country") == asked.shop.country else ""
    return _in_cart(asked, cart, 200)


def _select_rate(asked: Asked, cart: Cart) -> Reply:
    if asked.body.get("rate_id") != RATE or not cart.delivery:
        raise _refusal(400, "woocommerce_rest_cart_invalid_shipping_rate", "Invalid shipping rate.")
    return _in_cart(asked, cart, 200)


def _empty(_: Asked, cart: Cart) -> Reply:
    cart.lines.clear()
    return Reply([], headers={"Cart-Token": cart.id})


def _draft(_: Asked, cart: Cart) -> Reply:
    _check_filled(cart)
    body = {"order_id": 99, "status": "checkout-draft", "order_key": "wc_order_draft", "payment_method": ""}
    return Reply(body, headers={"Cart-Token": cart.id})


def _checkout(asked: Asked, cart: Cart) -> Reply:
    _check_filled(cart)
    if asked.body.get("payment_method") != "cod":
        raise _refusal(
            400, "woocommerce_rest_checkout_payment_method_disabled", "This payment method is not available."
        )
    cart.email = (asked.body.get("billing_address") or {}).get("email", cart.email)
    bought = Cart(cart.id, cart.shop, dict(cart.lines), cart.address, cart.email, cart.delivery)
    order = asked.shelf.place(bought, probe=_is_probe(asked))
    cart.lines.clear()
    body = {
        "order_id": int(order.id),
        "order_number": order.id,
        "order_key": order.key,
        "status": "processing",
        "payment_method": "cod",
        "payment_result": {"payment_status": "success", "payment_details": [], "redirect_url": ""},
    }
    return Reply(body, headers={"Cart-Token": cart.id})


_STEPS: dict[tuple[str, str], Callable[[Asked, Cart], Reply]] = {
    ("POST", f"{API}/cart/add-item"): _add,
    ("POST", f"{API}/cart/update-customer"): _update_customer,
    ("POST", f"{API}/cart/select-shipping-rate"): _select_rate,
    ("DELETE", f"{API}/cart/items"): _empty,
    ("GET", f"{API}/checkout"): _draft,
    ("POST", f"{API}/checkout"): _checkout,
}


def _check_filled(cart: Cart) -> None:
    if not cart.lines:
        raise _refusal(400, "woocommerce_rest_cart_empty", "Cannot create order from empty cart.")


def _order(asked: Asked, number: str) -> Json:
    order = asked.shelf.order(asked.shop.uid, number)
    known = order and asked.query.get("key") == order.key and asked.query.get("billing_email") == order.cart.email
    if order is None or not known:
        raise _refusal(401, "woocommerce_rest_invalid_order", "Invalid order ID or key provided.")
    items = [_line(asked.shop, *line) for line in order.cart.lines.values()]
    return {"id": int(order.id), "status": "processing", "items": items, "totals": _totals(asked.shop, order.cart)}


def _remove(asked: Asked, number: str) -> Json:
    if asked.method != "DELETE" or not _is_probe(asked):
        raise _refusal(401, "rest_forbidden", "Sorry, you are not allowed to do that.")
    order: Order | None = asked.shelf.order(asked.shop.uid, number)
    if order is None or not order.probe:
        raise _refusal(404, "not_probe", "not a probe order")
    asked.shelf.remove(order)
    return {"deleted": int(number)}


def _is_probe(asked: Asked) -> bool:
    return bool(asked.shop.probe_key) and asked.headers.get("X-Shop-Probe") == asked.shop.probe_key


def _in_cart(asked: Asked, cart: Cart, status: int) -> Reply:
    shop = asked.shop
    body = {
        "items": [_line(shop, *line) for line in cart.lines.values()],
        "items_count": sum(quantity for _, quantity in cart.lines.values()),
        "needs_payment": bool(cart.lines),
        "needs_shipping": bool(cart.lines),
        "has_calculated_shipping": bool(cart.delivery),
        "shipping_rates": [_rates(shop, cart)] if cart.delivery and cart.lines else [],
        "payment_methods": ["cod"],
        "totals": _totals(shop, cart),
    }
    return Reply(body, status, {"Cart-Token": cart.id})


def _line(shop: Shop, product: Product, quantity: int) -> Json:
    return {**_product(shop, product), "key": product.handle, "quantity": quantity}


def _rates(shop: Shop, cart: Cart) -> Json:
    rate: dict[str, Any] = {"rate_id": RATE, "name": "Flat rate", "price": minor(SHIPPING, shop.currency)}
    rate |= {"selected": True, "method_id": "flat_rate", **_currency(shop)}
    return {"package_id": 0, "name": "Shipment 1", "destination": cart.address, "shipping_rates": [rate]}


def _totals(shop: Shop, cart: Cart) -> Json:
    shipping = cart.shipping if cart.lines else cart.shipping * 0
    return {
        "total_items": minor(cart.goods, shop.currency),
        "total_shipping": minor(shipping, shop.currency),
        "total_price": minor(cart.goods + shipping, shop.currency),
        **_currency(shop),
    }


def _refusal(status: int, code: str, message: str) -> Refused:
    return Refused(status, {"code": code, "message": message, "data": {"status": status}})
