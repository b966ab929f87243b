"""The dashboard's sessions: a random token in a cookie, its SHA-256 in Redis."""

import hashlib
import secrets
from dataclasses import dataclass

from redis.asyncio import Redis

from services.api.principals import Principal, Principals
from shared.repository.keys import Keys
from shared.repository.mark import ask

TOKEN_BYTES = 32
FINGERPRINT = 16


@dataclass(frozen=True)
class Sessions:
    """Opens, finds and closes sessions. A session ends with its principal, or with the token that opened it."""

    redis: Redis
    keys: Keys
    principals: Principals
    seconds: int

    async def open(self, principal: Principal) -> str:
        """A fresh 256-bit token for the cookie."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        await ask(self.redis.set(self._key(token), _value(principal), ex=self.seconds))
        return token

    async def principal(self, token: str) -> Principal | None:
        """Whose session it is, while it lasts."""
        found = await ask(self.redis.get(self._key(token)))
        if not found:
            return None
        principal = self.principals.by_id(found.decode().partition(" ")[0])
        return principal if principal and _value(principal) == found.decode() else None

    async def close(self, token: str) -> None:
        """Ends the session; one that is gone already is fine."""
        await ask(self.redis.delete(self._key(token)))

    def _key(self, token: str) -> str:
        return self.keys.session(hashlib.sha256(token.encode(errors="replace")).hexdigest())


def _value(principal: Principal) -> str:
    return f"{principal.id} {hashlib.sha256(principal.digest.encode()).hexdigest()[:FINGERPRINT]}"
