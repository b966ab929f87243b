"""The one connection of a process: configuration, credentials and TLS by kubernetes_asyncio, requests by us."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import aiohttp
import yaml
from kubernetes_asyncio.client import Configuration
from kubernetes_asyncio.client.rest import RESTClientObject
from kubernetes_asyncio.config import ConfigException, load_incluster_config, load_kube_config

from shared.kubernetes.calls import Call
from shared.kubernetes.clock import ServerClock, boottime
from shared.kubernetes.errors import BadConfiguration, Unauthorized, Unreachable, error_for

TOKEN_REFRESH = 60.0
"""Seconds between readings of credentials; kubelet replaces a token long before it runs out."""

DOUBT = 2.0
"""Seconds between readings after a 401: a token that was taken away is replaced at any moment (R35)."""

READ_BUFFER = 2**21
"""Bytes; one watch event can be as large as etcd's biggest object."""


Load = Callable[[Configuration], Awaitable[None]]
"""Reads the credentials and puts them into the configuration."""


@dataclass(frozen=True)
class Connection:
    """An open session to one API server."""

    session: aiohttp.ClientSession
    configuration: Configuration
    credentials: "Credentials"
    clock: ServerClock = field(default_factory=ServerClock)

    @asynccontextmanager
    async def open(
        self, call: Call, *, within: float, silence: float | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer to a call, 2xx only; anything else, at any moment of reading, is an error of ours.

        `within` seconds bound the whole exchange, or with `silence` (a watch) only the wait for its beginning;
        then `silence` is the longest pause between two pieces of it.
        """
        total = within if silence is None else None
        limits = aiohttp.ClientTimeout(total=total, sock_read=silence)
        try:
            async with asyncio.timeout(within):
                response = await self._request(call, limits)
            async with response:
                self.clock.hear(response.headers)
                if response.status == HTTPStatus.UNAUTHORIZED:
                    self.credentials.doubt()
                if not response.ok or response.status >= 300:  # noqa: PLR2004 - `ok` counts redirects in
                    body = await response.read()
                    raise error_for(response.status, body, response.headers, call=str(call), secret=call.secret)
                yield response
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unreachable(f"{call}: no whole answer: {error or 'out of time'}") from error

    async def _request(self, call: Call, limits: aiohttp.ClientTimeout) -> aiohttp.ClientResponse:
        headers = {"Accept": call.accept, "Accept-Encoding": "identity", **await self._authorization()}
        if call.body is not None:
            headers["Content-Type"] = call.content_type
        return await self.session.request(
            call.method,
            f"{self.configuration.host}{call.path}",
            params=call.query,
            data=call.body,
            headers=headers,
            timeout=limits,
            allow_redirects=False,
            server_hostname=self.configuration.tls_server_name,
        )

    async def _authorization(self) -> dict[str, str]:
        try:
            token = await self.configuration.get_api_key_with_prefix("BearerToken")
        except (ConfigException, OSError, ValueError) as error:
            raise Unauthorized(f"the credentials could not be read again: {error}") from error
        return {"Authorization": token} if token else {}


@asynccontextmanager
async def connect(kubeconfig: Path | None) -> AsyncIterator[Connection]:
    """One session to the cluster of `kubeconfig`, or with None to the one whose pod we are; close it by leaving.

    Proxy variables of the environment are not honoured (the kubeconfig's own `proxy-url` is).
    """
    configuration, credentials = await _configuration(kubeconfig)
    configuration.connection_pool_maxsize = 0  # unbounded: each watch holds one, and lanes bound the rest
    tls = RESTClientObject(configuration)
    try:
        async with aiohttp.ClientSession(
            connector=tls.pool_manager.connector,
            connector_owner=False,
            trust_env=False,
            proxy=configuration.proxy,
            read_bufsize=READ_BUFFER,
        ) as session:
            session._retry_connection = False  # noqa: SLF001 - no public switch; it resends any DELETE unseen by us
            yield Connection(session, configuration, credentials)
    finally:
        await tls.close()


async def _configuration(kubeconfig: Path | None) -> tuple[Configuration, "Credentials"]:
    configuration = Configuration()
    try:
        if kubeconfig is None:
            load: Load = _service_account
            await load(configuration)
        else:
            loader = await load_kube_config(str(kubeconfig), client_configuration=configuration, persist_config=False)
            load = loader.load_and_set
    except (ConfigException, OSError, ValueError, TypeError, AssertionError, yaml.YAMLError) as error:
        source = kubeconfig or "the pod's service account"
        raise BadConfiguration(f"no cluster can be reached with {source}: {error or 'it names no cluster'}") from error
    credentials = Credentials(load)
    configuration.refresh_api_key_hook = credentials.refresh
    return configuration, credentials


async def _service_account(configuration: Configuration) -> None:
    """Without the library's own refresh, which goes by the wall clock: set back an hour, it keeps a token that long."""
    load_incluster_config(client_configuration=configuration, try_refresh_token=False)  # type: ignore[no-untyped-call]


class Credentials:
    """Reads them again when they are old or doubted: a kubeconfig's token file or plugin is asked only then."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._read_at = boottime()
        self._age = TOKEN_REFRESH

    def doubt(self) -> None:
        """The API server did not take them."""
        self._age = DOUBT

    async def refresh(self, configuration: Configuration) -> None:
        """Called before each request."""
        if boottime() >= self._read_at + self._age:
            self._read_at, self._age = boottime(), TOKEN_REFRESH
            await self._load(configuration)
