"""What people should know about each figure; the figures themselves are in the JSON files."""

HEAD = """# Performance

Made by `make bench`, `make bench-cluster` and `make soak` from `docs/performance/*.json`; do not edit.

Each figure is a ratio, or a time, of one product on one small machine: 2 cores that other work shares, and on them
everything at once: the API server (or its simulator, which is one Python process), Valkey, the api, the reconciler, the
workers and whoever measures. Both sides of a ratio run in the same command, one after the other, with the product at
its default settings. Read ratios, and read times as orders of size. The simulator says nothing about containers, and on
the real API server kwok's pods run nothing either: the time until a shop sells is made of images and databases.
"""

SECTIONS = {
    "throughput": "Provisioning, on the simulator",
    "throughput-cluster": "Provisioning, on a real API server",
    "workers": "More workers",
    "scale": "More stores, on the simulator",
    "scale-cluster": "More stores, on a real API server",
    "churn": "Twenty minutes of churn",
}

LIMITS: dict[str, str] = {}

COSTS = ""
