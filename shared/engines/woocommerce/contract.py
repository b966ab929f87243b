"""What the image `storeyard/woocommerce` promises, in one place; the builders and the image's tests read it here.

One container: Apache with PHP in it on 8080, for any host name; user 33, root read-only, writes only `/tmp` and the
uploads. Environment of everything that loads WordPress: SHOP_URL, DATABASE_HOST, DATABASE_NAME, DATABASE_USER,
DATABASE_PASSWORD, SHOP_SALT, SHOP_PROBE_KEY, SHOP_OUTBOUND (1: plugins may call out); of `web` PHP_CHILDREN besides,
SMTP_URL and SMTP_FROM where a Secret `mail` has them. `setup.php` reads SHOP_TITLE, SHOP_CURRENCY, SHOP_COUNTRY,
SHOP_SAMPLE_DATA, ADMIN_USER, ADMIN_EMAIL, ADMIN_PASSWORD besides; where the database says that it is done it sets only
what STOREYARD_ASKED names (title, currency, country, adminEmail, sampleData, with commas between; the last one adds
missing samples and removes nothing; adminPassword is for rotations) and ends at once without it. Two at the same time
take turns by a lock in the database, where the one that sets something leaves its STOREYARD_GENERATION: one that finds
a higher number there sets nothing, so that an older change that comes late wins over no newer one. It leaves no files
(it sees no uploads). `cron.php` asks CRON_URL with the Host and X-Forwarded-Proto of SHOP_URL and fails when the answer
is no 2xx.
"""

from typing import Final

USER: Final = 33
"""www-data of Debian and of the official WordPress image."""
WEB_PORT: Final = 8080
DATABASE_PORT: Final = 3306
DATABASE: Final = "shop"
UPLOADS: Final = "/srv/www/wp-content/uploads"
LIVE_PATH: Final = "/livez.php"
"""Answered without WordPress: stays 200 without the database, rightly."""
READY_PATH: Final = "/readyz.php"
"""Setup done, tables those of the image. Nothing that a merchant may decide (closed, sold out): who is sent away from a
shop that is not ready cannot open it again."""
SETUP_COMMAND: Final = ("php", "/opt/storeyard/setup.php")
CRON_COMMAND: Final = ("php", "/opt/storeyard/cron.php")
MAIL: Final = "mail"
"""Not ours: whoever runs the cluster may add it to a store's namespace."""
ADMIN_USER: Final = "admin"
CANARY_SKU: Final = "PROBE-CANARY"
PROBE_HEADER: Final = "X-Shop-Probe"
