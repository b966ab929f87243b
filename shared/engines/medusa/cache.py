"""Valkey, from the official image (https://hub.docker.com/r/valkey/valkey): events, locks, sessions of the admin.

Its file survives a restart of the container, not of the pod: what is lost then are sessions and unsent events.
"""

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines import quantities
from shared.engines.medusa.contract import CACHE_PORT
from shared.engines.medusa.keys import CACHE_FILE
from shared.engines.objects import (
    Part,
    container,
    exec_probe,
    pod_template,
    resources,
    scratch,
    secret_env,
    service,
)
from shared.engines.workloads import deployment

NAME = "cache"
PORT_NAME = "valkey"
USER = 999
_HEALTHY = ("sh", "-c", "valkey-cli ping | grep -q PONG")
"""The client ends with 0 whatever the server says."""


def objects(spec: StoreSpec) -> list[Manifest]:
    """The address of the cache."""
    return [service(spec, NAME, port=CACHE_PORT, target=PORT_NAME, headless=True)]


def workload(spec: StoreSpec) -> Manifest:
    """One server without a volume."""
    configuration = {"secretName": NAME, "items": [{"key": CACHE_FILE, "path": CACHE_FILE}]}
    volumes = [scratch("data", "512Mi"), {"name": "configuration", "secret": configuration}]
    return deployment(spec, NAME, pod_template(spec, NAME, user=USER, containers=[_server(spec)], volumes=volumes))


def _server(spec: StoreSpec) -> Part:
    return container(
        "valkey",
        spec.release.images["cache"],
        resources("100m", spec.plan.cache_memory),
        args=_arguments(spec),
        env=secret_env(NAME, "VALKEYCLI_AUTH"),
        ports=[{"name": PORT_NAME, "containerPort": CACHE_PORT}],
        volumeMounts=[
            {"name": "data", "mountPath": "/data"},
            {"name": "configuration", "mountPath": "/etc/valkey", "readOnly": True},
        ],
        startupProbe=exec_probe(_HEALTHY, period=1, timeout=5, failures=60),
        readinessProbe=exec_probe(_HEALTHY, period=10, timeout=5, failures=3),
        livenessProbe=exec_probe(_HEALTHY, period=10, timeout=5, failures=6),
    )


def _arguments(spec: StoreSpec) -> list[str]:
    """Half of the memory, since rewriting the file copies what changes meanwhile. Queues must not be evicted."""
    limit = quantities.size(spec.plan.cache_memory) // 2
    return [
        "valkey-server",
        f"/etc/valkey/{CACHE_FILE}",
        *("--dir", "/data", "--save", "", "--appendonly", "yes"),
        *("--maxmemory", str(limit), "--maxmemory-policy", "noeviction"),
    ]
