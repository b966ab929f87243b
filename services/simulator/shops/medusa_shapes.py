"""How Medusa's Store API shows things."""

from decimal import Decimal

from services.simulator.shops.catalogue import Product
from services.simulator.shops.shop import Shop
from services.simulator.shops.state import Cart
from services.simulator.shops.wire import Json


def product_shape(shop: Shop, product: Product) -> Json:
    """A product with its only variant."""
    variant = {
        "id": variant_id(product),
        "title": "One",
        "sku": product.sku,
        "manage_inventory": not product.hidden,
        "inventory_quantity": None if product.hidden else 100,
        "calculated_price": {
            "calculated_amount": number(product.price),
            "currency_code": shop.currency.lower(),
        },
    }
    return {"id": f"prod_{product.handle}", "handle": product.handle, "title": product.title, "variants": [variant]}


def variant_id(product: Product) -> str:
    """The id of a product's variant."""
    return f"variant_{product.handle}"


def number(amount: Decimal) -> int | float:
    """An amount as JSON: Medusa counts in the main unit."""
    return int(amount) if amount == int(amount) else float(amount)


def cart_shape(shop: Shop, cart: Cart) -> Json:
    """A cart with its sums."""
    return {
        "id": cart.id,
        "email": cart.email,
        "region_id": cart.region,
        "currency_code": shop.currency.lower(),
        "metadata": cart.metadata,
        "items": [line_shape(line, *content) for line, content in cart.lines.items()],
        "shipping_address": cart.address or None,
        "shipping_methods": [{"id": f"casm_{cart.id}", "shipping_option_id": cart.delivery}] if cart.delivery else [],
        "payment_collection": {"id": cart.payment} if cart.payment else None,
        "completed_at": "1970-01-01T00:00:00.000Z" if cart.order else None,
        "item_total": number(cart.goods),
        "shipping_total": number(cart.shipping),
        "total": number(cart.goods + cart.shipping),
    }


def line_shape(line: str, product: Product, quantity: int) -> Json:
    """A line of a cart."""
    price = number(product.price)
    return {
        "id": line,
        "variant_id": variant_id(product),
        "title": product.title,
        "quantity": quantity,
        "unit_price": price,
    }
