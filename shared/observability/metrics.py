"""Every metric, in one place; `docs/METRICS.md` lists them with unit and meaning."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "storeyard_http_request_seconds",
    "Requests to the api by route, method and status code.",
    ["method", "route", "code"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
STREAMS = Gauge("storeyard_http_streams", "Event streams that are open now.")
JOBS = Histogram(
    "storeyard_job_seconds",
    "Jobs carried out, by lane, kind and outcome (done, refused, temporary, crashed).",
    ["lane", "kind", "outcome"],
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
PHASES = Gauge("storeyard_stores", "Stores by phase, as the reconciler saw them in its last pass.", ["phase"])
LOOP_LAG = Histogram(
    "storeyard_event_loop_lag_seconds",
    "How much later than asked the event loop of this process woke up.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
KUBERNETES_CALLS = Histogram(
    "storeyard_kubernetes_call_seconds",
    "Calls to the Kubernetes API by verb, kind and status code (0: no answer).",
    ["verb", "kind", "code"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
READY = Gauge("storeyard_ready", "Whether a thing that this process needs was there when /readyz asked.", ["check"])
PASSES = Counter("storeyard_reconcile_passes_total", "Passes of the reconciler by outcome.", ["outcome"])
ACTIONS = Counter(
    "storeyard_reconcile_actions_total",
    "Jobs that passes of the reconciler asked for, by kind (provision, repair, verify, delete).",
    ["kind"],
)
QUEUE_AGE = Gauge(
    "storeyard_queue_age_seconds",
    "How long the oldest job of a lane waits for a worker, as the reconciler saw it in its last pass; 0: none waits.",
    ["lane"],
)
PROVISION_STEPS = Histogram(
    "storeyard_provision_step_seconds",
    "Steps of a provisioning by outcome (done, failed).",
    ["step", "outcome"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
VERIFICATIONS = Histogram(
    "storeyard_verification_seconds",
    "Test purchases by engine and outcome (sold, or the code of what the shopper met).",
    ["engine", "outcome"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15),
)
PREFLIGHT = Gauge(
    "storeyard_preflight_ok",
    "Whether a check of the preflight passed or could not be made, at its last run.",
    ["check"],
)


@contextmanager
def timed(histogram: Histogram, name: str) -> Iterator[None]:
    """Observes how long the block took, as `done` or (it raised) `failed`."""
    began, outcome = time.monotonic(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        histogram.labels(name, outcome).observe(time.monotonic() - began)


def observe_kubernetes(verb: str, kind: str, code: int, seconds: float) -> None:
    """What the gateway tells after each call."""
    KUBERNETES_CALLS.labels(verb, kind, str(code)).observe(seconds)
