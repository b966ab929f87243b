"""What handlers work with, wired once in `app.py`."""

from dataclasses import dataclass, field

from aiohttp import web

from services.api.addresses import Networks
from services.api.asking import Asker
from services.api.audit import Audit, Trail
from services.api.events.feed import Feed
from services.api.limiter import Limiter
from services.api.principals import Principal, Principals, Scope
from services.api.problems import Problem, Problems
from services.api.sessions import Sessions
from shared.jobqueue import JobQueue
from shared.repository import Repository
from shared.settings import Settings


@dataclass(frozen=True)
class Context:
    """All collaborators of this process."""

    settings: Settings
    repository: Repository
    queue: JobQueue
    principals: Principals
    sessions: Sessions
    limiter: Limiter
    proxies: Networks
    audit: Audit
    feed: Feed
    asker: Asker

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us by TLS: decides about the cookie and HSTS."""
        return self.settings.api.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """Name of the session's cookie; `__Host-` needs TLS, so it cannot be used on http://localhost."""
        return "__Host-storeyard" if self.is_secure else "storeyard"


CONTEXT = web.AppKey("context", Context)


@dataclass
class Call:
    """One request on its way through the gate to its handler."""

    request: web.Request
    context: Context
    request_id: str
    address: str
    principal: Principal | None = None
    trail: Trail = field(default_factory=Trail)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def caller(self) -> Principal:
        """Who is signed in."""
        if self.principal is None:
            raise Problem(Problems.NOT_SIGNED_IN, "Send a token, or sign in on the page.")
        return self.principal

    @property
    def scope(self) -> Scope:
        """Whose stores the caller sees."""
        return None if self.caller.is_admin else self.caller.id
