"""Where a request came from."""

import pytest

from services.api.addresses import bucket, client_address, networks
from shared.settings import BadSettings

PROXIES = networks(["10.0.0.0/8", "fd00::/8"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("198.51.100.7", [], "198.51.100.7"),
        ("198.51.100.7", ["203.0.113.1"], "198.51.100.7"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.1"], "203.0.113.1"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.1"], "203.0.113.1"),
        ("10.0.0.1", ["1.1.1.1", "203.0.113.1, 10.9.9.9"], "203.0.113.1"),
        ("10.0.0.1", ["10.2.2.2, 10.3.3.3"], "10.2.2.2"),
        ("10.0.0.1", ["1.1.1.1, nonsense"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("fd00::1", ["203.0.113.1"], "203.0.113.1"),
        ("::ffff:10.0.0.1", ["203.0.113.1"], "203.0.113.1"),
        ("", ["203.0.113.1"], "local"),
    ],
)
def test_the_client_is_the_rightmost_hop_that_is_no_proxy_of_ours(
    peer: str, forwarded: list[str], expected: str
) -> None:
    assert client_address(peer, forwarded, PROXIES) == expected


def test_an_ipv6_customer_is_one_bucket() -> None:
    assert bucket("2001:db8:1:2:3::4") == bucket("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert bucket("2001:db8:1:3::1") != bucket("2001:db8:1:2::1")
    assert bucket("203.0.113.1") == "203.0.113.1"
    assert bucket("local") == "local"


def test_a_wrong_network_is_named_with_its_variable() -> None:
    with pytest.raises(BadSettings, match="STOREYARD_LIMITS__TRUSTED_PROXIES"):
        networks(["10.0.0.1/8"])
