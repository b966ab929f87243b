"""Where a request came from: the client's address and the page that sent it."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web

from shared.settings import PREFIX, BadSettings

Networks = Sequence[IPv4Network | IPv6Network]
IPV6_CUSTOMER = 64
"""A customer is given a /64 at least, so a single IPv6 address limits nobody."""


def networks(texts: Sequence[str]) -> Networks:
    """The trusted proxies' networks, or `BadSettings`."""
    try:
        return [ip_network(text) for text in texts]
    except ValueError as error:
        raise BadSettings(f"{PREFIX}LIMITS__TRUSTED_PROXIES: {error}") from error


def client_address(peer: str, forwarded: Sequence[str], trusted: Networks) -> str:
    """The rightmost hop that is no trusted proxy; whatever stands left of it anybody can have written."""
    address = _parse(peer)
    hops = [hop for line in forwarded for hop in line.split(",")]
    while address is not None and hops and any(address in network for network in trusted):
        following = _parse(hops.pop().strip())
        if following is None:
            break
        address = following
    return "local" if address is None else str(address)


def bucket(address: str) -> str:
    """What anonymous calls are counted by: the IPv4 address, or the IPv6 network of a customer."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, IPV6_CUSTOMER), strict=False))
    return address


def is_foreign(request: web.Request, public_url: str) -> bool:
    """Whether a browser says that another site's page sent this (R33).

    Sec-Fetch-Site `same-site` is foreign too: shops live below the same domain as the dashboard.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and origin not in (_origin(public_url), f"{request.scheme}://{request.host}")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
