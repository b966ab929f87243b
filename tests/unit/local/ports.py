"""Ports for tests, below the range that the kernel gives out by itself."""

import random
import socket
from contextlib import closing


def two_ports() -> int:
    """A free port whose successor is free: where a local run could put its api and its shops."""
    while True:
        port = random.randrange(10_000, 30_000, 2)
        if all(_is_free(one) for one in (port, port + 1)):
            return port


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
