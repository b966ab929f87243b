"""From an order to a spec: check it against the platform's lists, and pin it."""

import hashlib
import re
import secrets
from urllib.parse import urlsplit

from aiohttp import web

from services.api.bodies import refused
from services.api.context import Call
from services.api.problems import Problem, Problems
from shared.domain.naming import RESERVED, BadName, parse_name
from shared.domain.status import Phase, StoreRecord, phase
from shared.domain.store import Plan, StoreOrder, StoreSpec, pin
from shared.domain.types import Uid
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES, release_with
from shared.repository.reservations import IdempotencyKey, NameTaken
from shared.serialization import dumps
from shared.settings import Settings

_KEY = re.compile(r"[\x20-\x7e]{1,255}")


def new_uid() -> Uid:
    """128 random bits as hex: a valid label value that is never used twice."""
    return Uid(secrets.token_hex(16))


def spec_of(order: StoreOrder, call: Call, key: IdempotencyKey | None) -> StoreSpec:
    """The order pinned, or the 422 for an engine, plan or name that this platform does not have."""
    settings = call.context.settings
    if order.engine not in ENGINES:
        raise refused(Problems.UNKNOWN_ENGINE, "engine", f"Choose one of: {', '.join(ENGINES)}.")
    plan = plan_of(order.plan)
    _check_name(order.name, settings)
    return pin(
        order,
        uid=new_uid(),
        owner=call.caller.id,
        release=release_with(order.engine, settings.stores.images),
        plan=plan,
        defaults=settings.defaults(),
        idempotency=key.kept if key else None,
    )


def plan_of(name: str) -> Plan:
    """The plan of that name, or the 422 that names those that exist."""
    if name not in PLANS:
        raise refused(Problems.UNKNOWN_PLAN, "plan", f"Choose one of: {', '.join(PLANS)}.")
    return PLANS[name]


def _check_name(name: str, settings: Settings) -> None:
    host = urlsplit(settings.api.public_url).hostname or ""
    own = {host.removesuffix(f".{settings.stores.base_domain}")}
    try:
        parse_name(name, reserved=RESERVED | settings.stores.reserved_names | own)
    except BadName as error:
        raise refused(Problems.BAD_NAME, "name", str(error)) from None


def idempotency_of(request: web.Request, order: StoreOrder) -> IdempotencyKey | None:
    """Hashes of the key and of the order as it was understood; the key itself is kept nowhere."""
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return None
    if _KEY.fullmatch(sent) is None:
        raise refused(Problems.INVALID, "Idempotency-Key", "Use 1 to 255 printable ASCII characters.")
    body = dumps(order.model_dump(mode="json"))
    return IdempotencyKey(hashlib.sha256(sent.encode()).hexdigest(), hashlib.sha256(body).hexdigest())


async def taken(call: Call, error: NameTaken) -> Problem:
    """The 409: somebody has the name, or a store of that name is on its way out."""
    holder: StoreRecord | None = await call.context.repository.stores.by_uid(error.uid)
    if holder is not None and phase(holder) is Phase.DELETING:
        detail = "The store that had this name is still being deleted. Try again when it is gone."
        return Problem(Problems.NAME_GOING, detail)
    return Problem(Problems.NAME_TAKEN, f"{error} Choose another one.")
