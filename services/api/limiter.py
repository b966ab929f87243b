"""Rates, counted in Redis over all replicas by a moving window: exact at every moment, not only between resets.

Headers are those of draft-ietf-httpapi-ratelimit-headers (structured fields `RateLimit-Policy` and `RateLimit`).
When Redis does not answer, calls pass: reads and writes need Redis themselves and end as 503.
"""

import math
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import Redis

from services.api.problems import Problem, Problems
from shared.settings import PREFIX, BadSettings, LimitsSettings

log = structlog.get_logger()


class Policy(StrEnum):
    """What is counted."""

    ANONYMOUS = "anonymous"
    WRITES = "writes"
    READS = "reads"


@dataclass(frozen=True)
class Limiter:
    """Counts calls and refuses the one too many."""

    windows: MovingWindowRateLimiter
    items: dict[Policy, RateLimitItem]

    async def count(self, policy: Policy, identity: str) -> dict[str, str]:
        """Counts one call and returns the RateLimit headers; raises the 429 when it is one too many."""
        item = self.items[policy]
        try:
            admitted = await self.windows.hit(item, policy, identity)
            stats = await self.windows.get_window_stats(item, policy, identity)
        except StorageError:
            log.warning("rate limit not counted, since Redis does not answer", policy=policy)
            return {}
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        headers = _headers(policy, item, max(0, stats.remaining), seconds)
        if not admitted:
            raise Problem(Problems.RATE, _sentence(policy, item), headers=headers, retry_after=seconds)
        return headers


def limiter(redis: Redis, prefix: str, settings: LimitsSettings) -> Limiter:
    """A limiter over the connections of a Redis client that exists."""
    storage = RedisStorage(
        "redis://unused:6379",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix=f"{prefix}:limits",
        connection_pool=cast("str", redis.connection_pool),  # its stub knows plain values only
    )
    items = {policy: _item(policy, getattr(settings, policy)) for policy in Policy}
    return Limiter(MovingWindowRateLimiter(storage), items)


def _item(policy: Policy, text: str) -> RateLimitItem:
    try:
        return parse(text)
    except ValueError as error:
        raise BadSettings(
            f"{PREFIX}LIMITS__{policy.upper()}: “{text}” is no rate; write “100 per 15 minutes”."
        ) from error


def _headers(policy: Policy, item: RateLimitItem, remaining: int, seconds: int) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"{policy}";q={item.amount};w={item.get_expiry()}',
        "RateLimit": f'"{policy}";r={remaining};t={seconds}',
    }


def _sentence(policy: Policy, item: RateLimitItem) -> str:
    what = {Policy.ANONYMOUS: "calls without a valid token", Policy.WRITES: "changes", Policy.READS: "reads"}[policy]
    return f"At most {item.amount} {what} in {item.get_expiry()} seconds. Wait, then try again."
