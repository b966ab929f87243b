"""Whether the read model may be believed, and the scripts that every write goes through.

`Memory` is the highest (epoch, n) that this process has seen: a Redis older than that was restored from a backup
and counts as flushed (`run_id` cannot tell a restore from a crash).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError, RedisError, TimeoutError as RedisTimeoutError

from shared.domain.errors import PermanentError, TemporaryError
from shared.repository.keys import Keys

Reply = list[Any]


class RedisAway(TemporaryError):
    """Redis does not answer; nothing was promised."""


class Unmarked(TemporaryError):
    """The read model is being rebuilt from the cluster; asking again in a moment helps."""


class OtherCluster(PermanentError):
    """The state in this Redis belongs to another cluster."""


@dataclass
class Memory:
    """The highest (epoch, n) seen by this process."""

    epoch: int = 0
    n: int = 0

    def saw(self, epoch: int, n: int) -> None:
        """Remembers the later of what it knows and this."""
        self.epoch, self.n = max((self.epoch, self.n), (epoch, n))


@dataclass
class Scripts:
    """The Lua scripts, each one atomic, called by name."""

    redis: Redis
    keys: Keys
    _loaded: dict[str, Any] = field(default_factory=dict)

    async def call(self, name: str, *arguments: str | float) -> Any:
        """The script's answer with bytes decoded; `RedisAway` when Redis cannot be asked."""
        if name not in self._loaded:
            self._loaded[name] = self.redis.register_script(_source("_prelude") + _source(name))
        return _text(await ask(self._loaded[name](keys=[self.keys.prefix], args=list(arguments))))


async def ask(call: Any) -> Any:
    """What Redis answers to a call of its client; `RedisAway` when it cannot be asked."""
    try:
        return await call
    except (RedisConnectionError, RedisTimeoutError, OSError) as error:
        raise RedisAway("Redis does not answer.", delay=2) from error
    except RedisError as error:
        raise RedisAway(f"Redis refuses: {error}", delay=5) from error


async def time_of(redis: Redis) -> float:
    """Redis' own time in Unix seconds: the one clock that all processes share (law 10)."""
    seconds, microseconds = await ask(redis.time())
    return float(seconds) + float(microseconds) / 1_000_000


def _source(name: str) -> str:
    return resources.files("shared.repository").joinpath("scripts", f"{name}.lua").read_text()


def _text(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode(errors="replace")  # what is no text was not written by us; one such record stops nobody
    return [_text(item) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class About:
    """Which cluster the read model was rebuilt from; empty while unknown."""

    cluster: str
    version: str
    epoch: int


@dataclass
class Mark:
    """The mark and the epochs of the read model."""

    scripts: Scripts
    memory: Memory
    here: str = ""
    """The uid of the cluster that this process writes to; empty in one that has none, as the api."""

    async def require(self) -> float:
        """Redis' own time in Unix seconds, or `Unmarked`; `OtherCluster` where the state is about another than ours."""
        reply = _ours(self.checked(await self.scripts.call("marked", *self.seen, self.here)), self.here)
        self.memory.saw(int(reply[1]), int(reply[2]))
        return float(reply[3])

    async def is_missing(self) -> bool:
        """Whether the read model has to be rebuilt; False too while Redis is away, since nobody can tell then."""
        try:
            await self.require()
        except Unmarked:
            return True
        except RedisAway:
            pass
        return False

    async def time(self) -> float:
        """Redis' own time in Unix seconds, mark or not."""
        return await time_of(self.scripts.redis)

    @property
    def seen(self) -> tuple[int, int]:
        """What each script is told, so that it can tell a Redis that went back in time."""
        return self.memory.epoch, self.memory.n

    def checked(self, reply: Sequence[Any]) -> Reply:
        """The reply, unless the script said that the mark is missing."""
        if reply[0] == "unmarked":
            raise Unmarked(f"The list of stores is being rebuilt from the cluster ({reply[1]}).", delay=2)
        return cast("Reply", reply)

    async def begin(self, cluster: str) -> tuple[int, bool]:
        """The epoch that a pass of the reconciler works in, and whether the read model is complete already.

        Begins a fresh epoch where the mark is missing or of an earlier run of Redis; empties a Redis that is older
        than what was seen. Raises `OtherCluster` when the state belongs to another one.
        """
        reply = _ours(await self.scripts.call("begin", *self.seen, cluster), cluster)
        epoch = int(reply[1])
        self.memory.saw(epoch, int(reply[2]))
        return epoch, reply[0] == "ok"

    async def complete(self, epoch: int, version: str) -> bool:
        """Marks the read model as rebuilt from a cluster of that version; False when another epoch has begun."""
        return bool(await self.scripts.call("complete", epoch, version) == "ok")

    async def cluster(self) -> str:
        """The uid of the cluster that the state in this Redis is about; empty while unknown."""
        found = await ask(self.scripts.redis.hget(self.scripts.keys.mark, "cluster"))
        return found.decode() if found else ""

    async def about(self) -> About:
        """What the mark says, whether or not it may be believed."""
        found = await ask(self.scripts.redis.hmget(self.scripts.keys.mark, ["cluster", "version", "epoch"]))
        cluster, version, epoch = ((one or b"").decode() for one in found)
        return About(cluster, version, int(epoch or 0))


def _ours(reply: Reply, cluster: str) -> Reply:
    if reply[0] == "other-cluster":
        raise OtherCluster(
            f"This Redis holds the stores of cluster {reply[1]}, but the kubeconfig leads to {cluster}. "
            "Use another Redis (or STOREYARD_REDIS__PREFIX) for it, or point KUBECONFIG at the first one."
        )
    return reply
