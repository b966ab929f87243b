"""From an order to a spec: check it against the platform's lists, and pin it."""

import hashlib
import re
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator
from urllib.parse import urlsplit

from aiohttp import web

from services.api.bodies import Fault, checked, refused
from services.api.context import Call
from services.api.principals import Principal
from services.api.problems import Problem, Problems
from services.api.stores.accepting import require_room
from shared.domain.jobs import Lane
from shared.domain.naming import RESERVED, BadName, parse_name
from shared.domain.status import Phase, StoreRecord, phase
from shared.domain.store import Plan, StoreOrder, StoreSpec, pin
from shared.domain.types import Uid
from shared.engines.plans import PLANS
from shared.engines.registry import ENGINES, release_with
from shared.repository.reservations import IdempotencyKey, NameTaken, QuotaReached
from shared.serialization import dumps
from shared.settings import Settings

_KEY = re.compile(r"[\x20-\x7e]{1,255}")


def name_in(value: object) -> str:
    """The name that an order asks for, whatever else is wrong with it; for the audit."""
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""


def new_uid() -> Uid:
    """128 random bits as hex: a valid label value that is never used twice."""
    return Uid(secrets.token_hex(16))


def checked_order(value: object, settings: Settings) -> StoreOrder | tuple[Fault, ...]:
    """The order, or everything that is wrong with it at once: its form, and what this platform does not have."""
    order = checked(StoreOrder, value)
    faults = () if isinstance(order, StoreOrder) else order
    known = {fault.field for fault in faults}
    sent = value if isinstance(value, dict) else {}
    more = tuple(fault for fault in _of_the_platform(sent, settings) if fault.field not in known)
    return order if isinstance(order, StoreOrder) and not more else (*faults, *more)


def spec_of(order: StoreOrder, settings: Settings, *, uid: Uid, owner: str, key: IdempotencyKey | None) -> StoreSpec:
    """The order pinned."""
    return pin(
        order,
        uid=uid,
        owner=owner,
        release=release_with(order.engine, settings.stores.images),
        plan=plan_of(order.plan),
        defaults=settings.defaults(),
        idempotency=key.kept if key else None,
    )


def plan_of(name: str) -> Plan:
    """The plan of that name, or the 422 that names those that exist."""
    if name not in PLANS:
        raise refused(Problems.UNKNOWN_PLAN, "plan", _one_of(PLANS))
    return PLANS[name]


def _of_the_platform(sent: dict[str, object], settings: Settings) -> Iterator[Fault]:
    """What only the platform's own lists can refuse; fields that are no text have their fault already."""
    name, engine, plan = (sent.get(field) for field in ("name", "engine", "plan"))
    if isinstance(engine, str) and engine not in ENGINES:
        yield Fault(Problems.UNKNOWN_ENGINE, "engine", _one_of(ENGINES))
    if isinstance(plan, str) and plan not in PLANS:
        yield Fault(Problems.UNKNOWN_PLAN, "plan", _one_of(PLANS))
    if isinstance(name, str) and (why := _why_not(name, settings)):
        yield Fault(Problems.BAD_NAME, "name", why)


def _one_of(names: Iterable[str]) -> str:
    return f"Choose one of: {', '.join(names)}."


def _why_not(name: str, settings: Settings) -> str:
    host = urlsplit(settings.api.public_url).hostname or ""
    own = {host.removesuffix(f".{settings.stores.base_domain}")}
    try:
        parse_name(name, reserved=RESERVED | settings.stores.reserved_names | own)
    except BadName as error:
        return str(error)
    return ""


def idempotency_of(request: web.Request, order: StoreOrder) -> IdempotencyKey | None:
    """Hashes of the key and of the order as it was understood; the key itself is kept nowhere."""
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return None
    if _KEY.fullmatch(sent) is None:
        raise refused(Problems.INVALID, "Idempotency-Key", "Use 1 to 255 printable ASCII characters.")
    body = dumps(order.model_dump(mode="json"))
    return IdempotencyKey(hashlib.sha256(sent.encode()).hexdigest(), hashlib.sha256(body).hexdigest())


def quota_of(principal: Principal, settings: Settings) -> int | None:
    """How many stores somebody may hold; None: no limit."""
    return None if principal.is_admin else settings.limits.stores_per_owner


async def taken(call: Call, error: NameTaken) -> Problem:
    """The 409: somebody has the name, or a store of that name is on its way out."""
    holder: StoreRecord | None = await call.context.repository.stores.by_uid(error.uid)
    if holder is not None and phase(holder) is Phase.DELETING:
        detail = "The store that had this name is still being deleted. Try again when it is gone."
        return Problem(Problems.NAME_GOING, detail)
    return Problem(Problems.NAME_TAKEN, f"{error} Choose another one.")


async def obstacles(call: Call, name: str) -> AsyncIterator[Problem]:
    """Everything in the platform's state that an order of that name would meet now."""
    context, settings = call.context, call.context.settings
    await context.repository.mark.require()
    holder = await context.repository.stores.holder(name)
    if holder is not None:
        yield await taken(call, NameTaken(name, holder))
    quota, held = quota_of(call.caller, settings), await context.repository.stores.count(call.caller.id)
    if quota is not None and held >= quota:
        yield Problem(Problems.QUOTA, str(QuotaReached(held, quota)))
    try:
        await require_room(context.queue, Lane.PROVISION, settings.queue.limit)
    except Problem as problem:
        yield problem
