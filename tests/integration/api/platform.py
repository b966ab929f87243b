"""The api, served for real on loopback, with people who may call it."""

import hashlib
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from services.api.app import application
from services.api.context import CONTEXT, Context
from services.api.protocol import listening
from shared.serialization import unseal
from shared.settings import Settings
from tests.integration.api.player import JOB_KEY, Player

ROLES = {"admin": "admin", "ada": "owner", "bob": "owner"}
TOKENS = {who: f"token-of-{who}-in-a-test" for who in ROLES}
ORDER = {"name": "my-shop", "engine": "woocommerce"}


@dataclass(frozen=True)
class Reply:
    """An answer, read to its end."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The slug; fails when it is no problem document."""
        assert self.headers["Content-Type"].startswith("application/problem+json"), (self.status, self.body)
        assert self.json["status"] == self.status
        assert self.json["requestId"] == self.headers["X-Request-Id"]
        assert self.json["title"]
        assert self.json["detail"]
        assert b"Traceback" not in self.body
        return str(self.json["type"]).removeprefix("/problems/")


@dataclass
class Platform:
    """A running api and everything that a test asks of it."""

    app: web.Application
    url: str
    http: aiohttp.ClientSession
    player: Player
    folder: Path

    @property
    def context(self) -> Context:
        return self.app[CONTEXT]

    async def call(self, who: str | None, method: str, path: str, **more: Any) -> Reply:
        headers = {"Authorization": f"Bearer {TOKENS[who]}"} if who else {}
        headers |= more.pop("headers", {})
        async with self.http.request(method, self.url + path, headers=headers, **more) as answer:
            return Reply(answer.status, answer.headers.copy(), await answer.read())

    async def api(self, who: str | None, method: str, path: str, **more: Any) -> Reply:
        return await self.call(who, method, f"/api/v1{path}", **more)

    async def order(self, who: str = "ada", **order: Any) -> dict[str, Any]:
        reply = await self.api(who, "POST", "/stores", json=ORDER | order)
        assert reply.status == 202, reply.body
        return dict(reply.json)

    async def jobs(self, uid: str) -> list[dict[str, Any]]:
        found = await self.player.jobs(lambda raw: unseal(JOB_KEY.encode(), raw))
        return [job for job in found if job["uid"] == uid]

    def audit(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "audit.log").read_bytes().splitlines()]

    def write_principals(self, *who: str) -> None:
        listed = [
            {"id": name, "role": ROLES[name], "tokenSha256": hashlib.sha256(TOKENS[name].encode()).hexdigest()}
            for name in who
        ]
        draft = self.folder / f"principals-{secrets.token_hex(4)}"
        draft.write_text(json.dumps(listed))
        draft.replace(self.folder / "principals.json")


def settings_of(folder: Path, url: str, prefix: str, **groups: dict[str, Any]) -> Settings:
    (folder / "job-key").write_text(JOB_KEY)
    many = {"anonymous": "100000 per 1 minute", "writes": "100000 per 1 minute", "reads": "100000 per 1 minute"}
    api = {"principals_file": folder / "principals.json", "ask_timeout": 5.0, "public_url": "http://shops.test:8080"}
    return Settings.model_validate(
        {
            "job_key_file": folder / "job-key",
            "redis": {"url": url, "prefix": prefix},
            "limits": many | groups.pop("limits", {}),
            "api": api | groups.pop("api", {}),
            "log": {"audit_file": folder / "audit.log"},
        }
        | groups
    )


@asynccontextmanager
async def serving(
    folder: Path, url: str, prefix: str, player: Player, **groups: dict[str, Any]
) -> AsyncIterator[Platform]:
    platform = Platform(
        web.Application(), "", aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()), player, folder
    )
    platform.write_principals(*ROLES)
    platform.app = application(settings_of(folder, url, prefix, **groups))
    async with listening(platform.app, "127.0.0.1", 0, is_secure=platform.context.is_secure) as port:
        platform.url = f"http://127.0.0.1:{port}"
        try:
            yield platform
        finally:
            await platform.http.close()
