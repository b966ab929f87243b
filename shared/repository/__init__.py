"""The only reader and writer of Redis' store state."""

from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError, TimeoutError as RedisTimeoutError

from shared.repository.events import Answers, EventLog
from shared.repository.keys import Keys
from shared.repository.mark import Mark, Memory, Scripts
from shared.repository.preflight import Preflights
from shared.repository.reservations import Reservations
from shared.repository.stores import Stores


@dataclass(frozen=True)
class Repository:
    """All doors to the state in Redis, over one connection pool."""

    redis: Redis
    keys: Keys
    mark: Mark
    stores: Stores
    reservations: Reservations
    events: EventLog
    answers: Answers
    preflight: Preflights


def repository(redis: Redis, prefix: str) -> Repository:
    """Wires the parts; `Memory` is shared, so that each of them notices a Redis that went back in time."""
    keys = Keys(prefix)
    scripts = Scripts(redis, keys)
    mark = Mark(scripts, Memory())
    return Repository(
        redis,
        keys,
        mark,
        Stores(scripts, mark),
        Reservations(scripts, mark),
        EventLog(scripts),
        Answers(scripts),
        Preflights(scripts, mark),
    )


def connect(url: str, password: str | None, *, patience: int = 3) -> Redis:
    """A client that outlives a restart of Redis: `patience` retries with backoff, then the call fails.

    The api asks for little patience (it answers 503 instead), worker and reconciler for much.
    """
    client: Redis = Redis.from_url(
        url,
        password=password,
        retry=Retry(ExponentialBackoff(cap=1, base=0.05), patience),
        retry_on_error=[RedisConnectionError, RedisTimeoutError, OSError],
        socket_connect_timeout=2,
        socket_timeout=10,
        health_check_interval=15,
    )
    return client
