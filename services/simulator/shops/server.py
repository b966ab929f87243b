"""One server for all simulated shops: the Host header says which."""

from dataclasses import dataclass

from aiohttp import web

from services.simulator.store import Store


@dataclass
class Shops:
    """Shops of the stores that exist in the simulated cluster."""

    store: Store

    def application(self) -> web.Application:
        """The server's routes."""
        return web.Application()
