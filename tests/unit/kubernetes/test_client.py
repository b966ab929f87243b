"""Where the credentials come from, and what is wrong with them in one sentence."""

from pathlib import Path

import certifi
import pytest
from aiohttp.test_utils import TestServer
from kubernetes_asyncio.config import incluster_config

from shared.kubernetes import client
from shared.kubernetes.client import connect
from shared.kubernetes.errors import BadConfiguration, Unauthorized
from shared.kubernetes.gateway import Gateway
from tests.unit.kubernetes.stub import FakeTime, Stub, kubeconfig, outcome, says


async def authorization(gateway: Gateway, stub: Stub) -> str | None:
    stub.script = [says(200, {})]
    await gateway.version()
    return stub.asked[-1].headers.get("Authorization")


def in_a_pod(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What kubelet gives a pod; returns its token file."""
    token = tmp_path / "token"
    token.write_text("of-the-pod")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(token))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", certifi.where())
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    return token


async def test_a_replaced_token_file_is_read_again(
    server: TestServer, stub: Stub, tmp_path: Path, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "boottime", time.clock)
    token = tmp_path / "token"
    token.write_text("first")
    async with connect(kubeconfig(tmp_path, str(server.make_url("/")), tokenFile=str(token))) as connection:
        gateway = Gateway(connection)
        token.write_text("second")
        assert await authorization(gateway, stub) == "Bearer first"
        time.now += client.TOKEN_REFRESH
        assert await authorization(gateway, stub) == "Bearer second"


async def test_r35_a_token_that_is_not_taken_any_more_is_read_again_within_seconds(
    server: TestServer, stub: Stub, tmp_path: Path, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "boottime", time.clock)
    token = tmp_path / "token"
    token.write_text("first")
    async with connect(kubeconfig(tmp_path, str(server.make_url("/")), tokenFile=str(token))) as connection:
        gateway = Gateway(connection)
        token.write_text("second")
        stub.script = [says(401, {})]
        assert isinstance(await outcome(gateway.version()), Unauthorized)
        assert await authorization(gateway, stub) == "Bearer first"  # each 401 of a storm does not read a file
        time.now += client.DOUBT
        assert await authorization(gateway, stub) == "Bearer second"


async def test_r23_a_pods_token_is_read_again_by_no_wall_clock(
    tmp_path: Path, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = in_a_pod(tmp_path, monkeypatch)
    monkeypatch.setattr(client, "boottime", time.clock)
    async with connect(None) as connection:
        token.write_text("replaced")
        time.now += client.TOKEN_REFRESH
        assert await connection._authorization() == {"Authorization": "Bearer replaced"}


async def test_a_token_file_that_is_gone_is_no_crash(
    server: TestServer, stub: Stub, tmp_path: Path, time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "boottime", time.clock)
    token = tmp_path / "token"
    token.write_text("first")
    async with connect(kubeconfig(tmp_path, str(server.make_url("/")), tokenFile=str(token))) as connection:
        token.unlink()
        time.now += client.TOKEN_REFRESH
        stub.script = [says(200, {})]
        assert isinstance(await outcome(Gateway(connection).version()), Unauthorized)


async def test_a_server_without_users_gets_no_credentials(server: TestServer, stub: Stub, tmp_path: Path) -> None:
    async with connect(kubeconfig(tmp_path, str(server.make_url("/")))) as connection:
        assert await authorization(Gateway(connection), stub) is None


async def test_proxies_of_the_environment_are_not_asked(
    server: TestServer, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with connect(kubeconfig(tmp_path, str(server.make_url("/")), token="t")) as connection:
        assert await authorization(Gateway(connection), stub) == "Bearer t"


async def test_a_pod_uses_its_service_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_a_pod(tmp_path, monkeypatch)
    async with connect(None) as connection:
        assert connection.configuration.host == "https://10.0.0.1:443"
        assert await connection._authorization() == {"Authorization": "Bearer of-the-pod"}


@pytest.mark.parametrize("content", ["", "{", "a: [", "kind: Config", "current-context: x\ncontexts: []\n"])
async def test_a_useless_kubeconfig_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kubeconfig"
    path.write_text(content)
    with pytest.raises(BadConfiguration, match=str(path)):
        async with connect(path):
            pass


async def test_outside_of_a_pod_there_is_no_service_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    with pytest.raises(BadConfiguration, match="service account"):
        async with connect(None):
            pass
    with pytest.raises(BadConfiguration, match="missing"):
        async with connect(tmp_path / "missing"):
            pass
