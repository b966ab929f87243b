"""Carts and orders of all shops: in memory, bounded, lost with the process as a shopper's session may be."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from services.simulator.shops.catalogue import SHIPPING, Product

LIMIT = 5000
"""Carts and orders kept over all shops; the oldest are forgotten first."""


@dataclass
class Cart:
    """What a shopper has filled in so far."""

    id: str
    shop: str
    lines: dict[str, tuple[Product, int]] = field(default_factory=dict)
    address: dict[str, Any] = field(default_factory=dict)
    email: str = ""
    delivery: str = ""
    region: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    payment: str = ""
    order: str = ""

    @property
    def goods(self) -> Decimal:
        """Price of the lines."""
        return sum((product.price * quantity for product, quantity in self.lines.values()), Decimal(0))

    @property
    def shipping(self) -> Decimal:
        """Price of the delivery, once one is chosen."""
        return SHIPPING if self.delivery else Decimal(0)

    def put(self, product: Product, quantity: int) -> str:
        """Set the quantity of a product; the line's id."""
        line = next((line for line, (each, _) in self.lines.items() if each == product), token("item"))
        self.lines[line] = (product, quantity)
        return line


@dataclass(frozen=True)
class Order:
    """A finished cart."""

    id: str
    shop: str
    number: int
    key: str
    cart: Cart
    probe: bool


class Shelf:
    """Carts and orders by their ids."""

    def __init__(self) -> None:
        self._carts: OrderedDict[str, Cart] = OrderedDict()
        self._orders: OrderedDict[str, Order] = OrderedDict()
        self._numbers: OrderedDict[str, int] = OrderedDict()

    def new_cart(self, shop: str, prefix: str = "cart") -> Cart:
        """An empty cart."""
        cart = Cart(token(prefix), shop)
        _keep(self._carts, cart.id, cart)
        return cart

    def cart(self, shop: str, number: str) -> Cart | None:
        """A cart of that shop."""
        cart = self._carts.get(number)
        return cart if cart and cart.shop == shop else None

    def place(self, cart: Cart, *, prefix: str = "", probe: bool) -> Order:
        """Make an order of a cart."""
        number = self._numbers.get(cart.shop, 0) + 1
        _keep(self._numbers, cart.shop, number)
        name = token(prefix) if prefix else str(100 + number)
        order = Order(name, cart.shop, number, token("wc_order"), cart, probe)
        _keep(self._orders, f"{cart.shop} {name}", order)
        return order

    def order(self, shop: str, name: str) -> Order | None:
        """An order of that shop."""
        return self._orders.get(f"{shop} {name}")

    def remove(self, order: Order) -> None:
        """Forget an order."""
        self._orders.pop(f"{order.shop} {order.id}", None)


def _keep(shelf: OrderedDict[str, Any], name: str, value: object) -> None:
    shelf[name] = value
    shelf.move_to_end(name)
    if len(shelf) > LIMIT:
        shelf.popitem(last=False)


def token(prefix: str) -> str:
    """An id that nobody guesses."""
    return f"{prefix}_{secrets.token_hex(13)}"
