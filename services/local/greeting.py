"""The words at the end of a start: where it is, how to sign in, what to try next."""

from services.local.options import Options
from services.local.state import State
from services.local.table import DASHBOARD


def greeting(options: Options, state: State, lacks: list[str]) -> list[str]:
    """One URL, the way to the token, the next command, and what is missing before the first store."""
    token = state.admin_token
    return [
        "",
        f"Storeyard is running:  {options.url}",
        f"  sign in with the token in {token}   (make token prints it)",
        _cluster(options),
        *(f"  MISSING: {lack}" for lack in lacks),
        *([] if DASHBOARD.joinpath("index.html").exists() else ["  the page is not built, so there is only the API"]),
        "  create a store:",
        f'    curl -s {options.url}/api/v1/stores -H "Authorization: Bearer $(cat {token})" \\',
        '      -H \'Content-Type: application/json\' -d \'{"name": "my-shop", "engine": "woocommerce"}\'',
        f"  logs: {state.run}/*.log",
        "  Ctrl-C stops it; nothing is lost.",
    ]


def _cluster(options: Options) -> str:
    if options.kubeconfig is None:
        return "  the cluster is simulated: stores, their pods and their shops are stand-ins that say so"
    return f"  the cluster is the one of {options.kubeconfig}"
