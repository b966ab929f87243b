"""Every route on one page: method, path, who may call, what it answers and what it refuses."""

from services.api import API
from services.api.catalogue.handlers import list_engines, list_plans
from services.api.catalogue.models import EngineList, PlanList
from services.api.events.handlers import stream_events
from services.api.looking.handlers import get_logs, get_manifests
from services.api.looking.models import LogPage, LogsQuery, ManifestList
from services.api.me.handlers import get_me
from services.api.me.models import MeView
from services.api.operations.handlers import get_docs, get_livez, get_metrics, get_openapi, get_page, get_readyz
from services.api.overview.handlers import get_overview
from services.api.overview.models import OverviewView
from services.api.planning.handlers import plan_store
from services.api.planning.models import DryRun
from services.api.problems import Problems
from services.api.receipts.handlers import get_receipt
from services.api.receipts.models import ReceiptView
from services.api.route import STREAM, Access, Answer, Route
from services.api.session.handlers import close_session, open_session
from services.api.session.models import SignIn
from services.api.stores.changing import change_store, delete_store, retry_store
from services.api.stores.handlers import create_store, get_history, get_store, list_stores, reveal_credentials
from services.api.stores.models import CredentialsView, HistoryView, StorePage, StoreQuery, StoreView
from shared.domain.changes import StorePatch
from shared.domain.store import StoreOrder

P = Problems
ANYONE, SIGNED_IN, ADMIN = Access.ANYONE, Access.SIGNED_IN, Access.ADMIN
JSON = (P.MALFORMED, P.BAD_REQUEST, P.TOO_LARGE, P.MEDIA_TYPE)
BODY = (*JSON, P.INVALID, P.UNKNOWN_FIELD)
STATE = (P.REDIS, P.REBUILDING)
ONE = (P.NOT_FOUND, *STATE)
ACCEPTED = Answer(202, StoreView, "Accepted", headers=("Location",))
TEXT = Answer(200, None, "OK", "text/plain")
CREATE = (*BODY, P.BAD_NAME, P.UNKNOWN_ENGINE, P.UNKNOWN_PLAN, P.NAME_TAKEN, P.NAME_GOING, P.QUOTA, P.QUEUE, *STATE)
REPLAY = (P.KEY_REUSED, P.REPLAY_GONE)
ASK = (*ONE, P.NOT_SHOWN, P.NO_ANSWER, P.CLUSTER, P.QUEUE, P.QUESTIONS)
EXISTING = (*ONE, P.PRECONDITION, P.CONFLICT)
CHANGE = (*EXISTING, *BODY, P.UNKNOWN_PLAN, P.DELETING, P.QUEUE)
RETRY = (*EXISTING, P.NOT_RETRYABLE, P.DELETING, P.QUEUE)

STORES, STORE = f"{API}/stores", f"{API}/stores/{{name}}"

# fmt: off
ROUTES: tuple[Route, ...] = (
    Route("POST", STORES, create_store, SIGNED_IN, "Stores", "Order a store",
          (ACCEPTED,), CREATE + REPLAY, body=StoreOrder, request_headers=("Idempotency-Key",), action="store.create"),
    Route("GET", STORES, list_stores, SIGNED_IN, "Stores", "List stores",
          (Answer(200, StorePage),), (P.INVALID, *STATE), query=StoreQuery),
    Route("GET", STORE, get_store, SIGNED_IN, "Stores", "Look at a store",
          (Answer(200, StoreView, headers=("ETag",)),), ONE),
    Route("PATCH", STORE, change_store, SIGNED_IN, "Stores", "Change a store",
          (ACCEPTED,), CHANGE, body=StorePatch, request_headers=("If-Match",), action="store.change"),
    Route("DELETE", STORE, delete_store, SIGNED_IN, "Stores", "Delete a store",
          (ACCEPTED,), (*EXISTING, P.PROTECTED), request_headers=("If-Match",), action="store.delete"),
    Route("GET", f"{STORE}/history", get_history, SIGNED_IN, "Stores", "What happened to a store",
          (Answer(200, HistoryView),), ONE),
    Route("POST", f"{STORE}/retry", retry_store, SIGNED_IN, "Stores", "Try a failed store again",
          (ACCEPTED,), RETRY, request_headers=("If-Match",), action="store.retry"),
    Route("POST", f"{STORE}/credentials", reveal_credentials, SIGNED_IN, "Stores", "Reveal the shop's administrator",
          (Answer(200, CredentialsView),), ASK, action="credentials.reveal"),
    Route("GET", f"{STORE}/manifests", get_manifests, SIGNED_IN, "Stores", "Its objects in the cluster",
          (Answer(200, ManifestList),), ASK, action="manifests.read"),
    Route("GET", f"{STORE}/logs", get_logs, SIGNED_IN, "Stores", "What its pods write",
          (Answer(200, LogPage),), (P.INVALID, *ASK), query=LogsQuery, action="logs.read"),
    Route("POST", f"{API}/plan", plan_store, SIGNED_IN, "Stores", "What an order would come to",
          (Answer(200, DryRun),), (*JSON, *STATE), body=StoreOrder, is_safe=True),
    Route("GET", f"{API}/receipts/{{uid}}", get_receipt, SIGNED_IN, "Stores", "What became of a store",
          (Answer(200, ReceiptView),), ONE),
    Route("GET", f"{API}/events", stream_events, SIGNED_IN, "Stores", "Changes as they happen",
          (Answer(200, None, "Server-sent events `store`, `gone`, `reset`", STREAM),),
          (P.STREAMS, *STATE), request_headers=("Last-Event-ID",)),
    Route("GET", f"{API}/engines", list_engines, SIGNED_IN, "Catalogue", "Kinds of shops", (Answer(200, EngineList),)),
    Route("GET", f"{API}/plans", list_plans, SIGNED_IN, "Catalogue", "Plans", (Answer(200, PlanList),)),
    Route("GET", f"{API}/me", get_me, SIGNED_IN, "Session", "Who am I", (Answer(200, MeView),), STATE),
    Route("GET", f"{API}/overview", get_overview, ADMIN, "Operations", "Counts and times",
          (Answer(200, OverviewView),), STATE),
    Route("POST", f"{API}/session", open_session, ANYONE, "Session", "Sign in on the page",
          (Answer(204, None, "Signed in", headers=("Set-Cookie",)),), (*BODY, P.NOT_SIGNED_IN, *STATE),
          body=SignIn, action="session.open"),
    Route("DELETE", f"{API}/session", close_session, ANYONE, "Session", "Sign out",
          (Answer(204, None, "Signed out"),), STATE, action="session.close"),
    Route("GET", "/livez", get_livez, ANYONE, "Operations", "Does this process live", (TEXT,)),
    Route("GET", "/readyz", get_readyz, ANYONE, "Operations", "Can this process answer", (TEXT,)),
    Route("GET", "/metrics", get_metrics, ANYONE, "Operations", "For Prometheus", (TEXT,)),
    Route("GET", "/openapi.json", get_openapi, ANYONE, "Operations", "This document", (Answer(200),)),
    Route("GET", "/docs", get_docs, ANYONE, "Operations", "This document for people",
          (Answer(200, None, "OK", "text/html"),)),
)
# fmt: on

PAGES: tuple[Route, ...] = (
    Route("GET", "/docs/{file}", get_docs, ANYONE, "Operations", "Files of /docs", (TEXT,), (P.NOT_FOUND,)),
    Route(
        "GET", "/{path:(?!api/).*}", get_page, ANYONE, "Operations", "The dashboard", (TEXT,), (P.NOT_FOUND, P.RANGE)
    ),
)
"""Not part of the API's description; the last one takes every address outside /api/ that nothing else took."""
