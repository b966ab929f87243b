"""What people should know about each figure; the figures themselves are in the JSON files."""

HEAD = """# Performance

Made by `make bench`, `make bench-cluster` and `make soak` from `docs/performance/*.json`; do not edit.

**Read ratios.** All of it ran on one small machine: 2 cores, with nothing else on them unless a section's load says so,
and on them everything at once: the API server or its simulator, Valkey, the api, the reconciler, the workers and
whoever measures. Both sides of a ratio run in one command, one after the other, with the
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
    "the server again: the bare loop itself is not five times as fast as kubectl here (its own row). kubectl pays its "
    "start, its discovery and its schema once a process, for 24 to 26 objects; the product pays for what kubectl does "
    "not do at all: reservation, queue, claim, read model, events, verification."
)

LIMITS = {
    "product/raw": (
        "the server, which shares the two cores. For the bare loop it only stores objects; while the product works it "
        "also feeds the reconciler's watches, answers the purchases and evidence of verifications, and brings pods up, "
        "since the run lasts longer. The simulator, one process, spends twice as much on a store then (the table of "
        "CPU below; the bare loop fills its core), so that no client could reach more than half of the bare loop there."
    ),
    "product/kubectl apply": _KUBECTL,
    "product/kubectl apply --server-side": _KUBECTL,
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
