"""What every simulated shop sells: three samples and the canary that the platform buys."""

from dataclasses import dataclass
from decimal import Decimal

_WITHOUT_CENTS = frozenset({"JPY", "KRW", "CLP", "VND", "ISK", "HUF"})
"""Currencies that shops count in whole units."""


@dataclass(frozen=True)
class Product:
    """One product; `price` in the shop's currency, before any tax."""

    id: int
    handle: str
    title: str
    price: Decimal
    hidden: bool = False

    @property
    def sku(self) -> str:
        """Stock-keeping unit, as the engines' setups write it."""
        return self.handle.upper() if self.hidden else f"SKU-{self.handle.upper()}"


CANARY = Product(11, "probe-canary", "Probe canary", Decimal("1.00"), hidden=True)
SAMPLES = (
    Product(12, "mug", "Mug", Decimal("12.00")),
    Product(13, "tee", "T-shirt", Decimal("24.00")),
    Product(14, "poster", "Poster", Decimal("18.00")),
)
SHIPPING = Decimal("5.00")


def offered(*, samples: bool) -> tuple[Product, ...]:
    """What a shop offers; a shop without sample data has only the hidden canary."""
    return (*SAMPLES, CANARY) if samples else (CANARY,)


def digits(currency: str) -> int:
    """Digits behind the decimal point."""
    return 0 if currency in _WITHOUT_CENTS else 2


def minor(amount: Decimal, currency: str) -> str:
    """An amount in the currency's smallest unit, as WooCommerce's Store API counts."""
    return str(int(amount.scaleb(digits(currency))))
