"""The synthetic shopper's name and address, valid in the shop's country so that no checkout refuses its postcode."""

from typing import Final

from shared.domain.store import StoreSpec

EMAIL: Final = "probe@example.invalid"
"""Always the same: Medusa makes a guest customer of every new address. `.invalid` is never delivered (RFC 6761)."""
_ELSEWHERE: Final = ("10115", "Berlin", "")
_PLACES: Final = {
    "AT": ("1010", "Wien", ""),
    "AU": ("2000", "Sydney", "NSW"),
    "BE": ("1000", "Bruxelles", ""),
    "CA": ("M5H 2N2", "Toronto", "ON"),
    "CH": ("8001", "Zürich", "ZH"),
    "CZ": ("110 00", "Praha", ""),
    "DK": ("1050", "København", ""),
    "ES": ("28001", "Madrid", "M"),
    "FI": ("00100", "Helsinki", ""),
    "FR": ("75001", "Paris", ""),
    "GB": ("SW1A 1AA", "London", ""),
    "IE": ("D01 F5P2", "Dublin", "D"),
    "IT": ("00118", "Roma", "RM"),
    "JP": ("100-0001", "Tokyo", "JP13"),
    "NL": ("1012 AB", "Amsterdam", ""),
    "NO": ("0150", "Oslo", ""),
    "PL": ("00-001", "Warszawa", ""),
    "PT": ("1000-001", "Lisboa", ""),
    "SE": ("111 22", "Stockholm", ""),
    "US": ("94103", "San Francisco", "CA"),
}
"""Country to postcode, city and state, the state where WooCommerce asks for one."""


def place(spec: StoreSpec) -> tuple[str, str, str]:
    """Postcode, city and state; in a country that is not listed the German ones, which most shops accept."""
    return _PLACES.get(spec.options.country, _ELSEWHERE)
