"""What people should know about each figure; the figures themselves are in the JSON files."""

HEAD = """# Performance

Made by `make bench`, `make bench-cluster` and `make soak` from `docs/performance/*.json`; do not edit.

**Read ratios.** All of it ran on one small machine: 2 cores that other work shared all the time (each run tells its
load; it was far above 2), and on them everything at once: the API server or its simulator, Valkey, the api, the
reconciler, the workers and whoever measures. Both sides of a ratio run in one command, one after the other, with the
product at its default settings; a figure is the median of its runs, with the smallest and the largest beside it. Times
are orders of size. The simulator is one Python process and says nothing about containers, and kwok's pods on the real
API server run nothing either: how long a merchant waits for a shop is made of images and databases, and is not here.
"""

SECTIONS = {
    "throughput": "Provisioning, on the simulator",
    "throughput-cluster": "Provisioning, on a real API server",
    "workers": "More workers",
    "scale": "More stores, on the simulator",
    "scale-cluster": "More stores, on a real API server",
    "churn": "Stores that come and go",
}

_KUBECTL = (
    "kubectl pays its start, its discovery and its schema once a process, here for 24 to 26 objects; the product pays "
    "for what kubectl does not do at all: reservation, queue, claim, read model, events, verification."
)

LIMITS = {
    "product/raw": (
        "the processor. A bare loop leaves the second core to the API server; our processes need it for durable orders "
        "(each write of Valkey is synced), the read model, events and purchases. The table of CPU below says how much. "
        "With cores to spare the limit is the API server, which serves both sides alike."
    ),
    "product/kubectl apply": _KUBECTL,
    "product/kubectl apply --server-side": (
        f"{_KUBECTL} On the simulator both sides wait for its one core, so a factor of five cannot show there."
    ),
    "kubectl apply/product CPU": "a worker's CPU holds its polls and its purchases, not only what kubectl does.",
    "kubectl apply --server-side/product CPU": "as above, and without the schema kubectl is cheaper.",
    "2 workers/1": "the API server's 100 ms a write; then the two cores that all processes share.",
    "4 workers/1": "the two cores: four workers, the simulator, Valkey, api and reconciler want more than them.",
    "pass/list": "reading every record from Redis; only what changed is parsed again.",
    "rebuild": "one look at the mark a second, then a publication a store, sixteen at a time, each synced to disk.",
    "lag": (
        "a process that waits for a core wakes late too: the row of the bare process, which only sleeps, says how "
        "much of it is the machine's. Of ours, pages of a hundred stores are the longest pieces of work."
    ),
    "post": "the poll of the queue, 50 ms; half of it on average, then one POST.",
    "namespace to SSE": "watch, publication, stream, one frame; each hop is a process that must get a core.",
    "pod to SSE": "the same, and 50 ms in which changes of pods are gathered.",
    "memory slope": "see the second half: pools and caches that fill grow at first only.",
}
