"""What the image `storeyard/medusa` promises, in one place; the builders and the image's tests read it here.

One Node process on 9000 serves Store API, admin (`/app`) and our storefront (`/`); user 1000, root read-only, the
working directory is the server's folder, writes only `static` below it. Environment of `web`: DATABASE_URL, REDIS_URL,
JWT_SECRET, COOKIE_SECRET, PUBLISHABLE_KEY, PROBE_KEY, PUBLIC_URL, SHOP_NAME, UPLOAD_DIR, STORE_CORS, ADMIN_CORS,
AUTH_CORS, PORT, MEDUSA_WORKER_MODE, MEDUSA_DISABLE_TELEMETRY, NODE_ENV, NODE_OPTIONS. `restore.mjs` reads DATABASE_URL,
PUBLISHABLE_KEY, SHOP_NAME, SHOP_CURRENCY, SHOP_COUNTRY, SHOP_SAMPLE_DATA, ADMIN_EMAIL and ADMIN_PASSWORD, works in one
transaction under an advisory lock, adds a row to `user` in it, and where the database says that it is done sets only
what STOREYARD_ASKED names (title, currency, country, adminEmail, sampleData, with commas between; the last one adds
missing samples and removes nothing); without that variable it ends at once then. It leaves its STOREYARD_GENERATION
there and sets nothing where it finds that one or a higher one: an older change that comes late wins over no newer one,
and a repeated one over nothing that the merchant did meanwhile.
"""

from typing import Final

USER: Final = 1000
"""`node` of the official Node image."""
WEB_PORT: Final = 9000
DATABASE_PORT: Final = 5432
CACHE_PORT: Final = 6379
DATABASE: Final = "shop"
UPLOADS: Final = "/srv/shop/static"
"""Medusa serves uploads from `<working directory>/static` and nowhere else."""
LIVE_PATH: Final = "/health"
"""Stays 200 without its dependencies, rightly."""
READY_PATH: Final = "/readyz"
"""Whether the database answers and is of this very version. Nothing that a merchant can change counts: a shop that is
not ready is cut off together with the admin where it would be put right, and shoppers find the reason anyway."""
SERVER_COMMAND: Final = ("node", "server.mjs")
SETUP_COMMAND: Final = ("node", "restore.mjs")
CANARY_HANDLE: Final = "probe-canary"
PROBE_HEADER: Final = "X-Shop-Probe"
KEY_HEADER: Final = "x-publishable-api-key"
