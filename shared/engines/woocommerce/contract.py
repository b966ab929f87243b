"""What the image `storeyard/woocommerce` promises, in one place; the builders and the image's tests read it here.

One container holds web server (listens on 8080, any host name) and PHP; user 33, root read-only, writes only `/tmp`
and the uploads. Environment of `web`: SHOP_URL, DATABASE_HOST, DATABASE_NAME, DATABASE_USER, DATABASE_PASSWORD,
SHOP_SALT, SHOP_PROBE_KEY, SHOP_OUTBOUND (1: plugins may call out), PHP_CHILDREN. `setup.php` reads the first six and
SHOP_TITLE, SHOP_CURRENCY, SHOP_COUNTRY, SHOP_SAMPLE_DATA, ADMIN_USER, ADMIN_EMAIL, ADMIN_PASSWORD; where the database
says that it is done it sets only what STOREYARD_ASKED names (title, currency, country, adminEmail, sampleData, with
commas between; the last one adds missing samples and removes nothing) and ends at once without it. Two at the same time
take turns by a lock in the database, where the one that sets something leaves its STOREYARD_GENERATION: one that finds
a higher number there sets nothing, so that an older change that comes late wins over no newer one. It leaves no files
(it sees no uploads). `cron.php` asks CRON_URL with the
Host and X-Forwarded-Proto of SHOP_URL and fails when the answer is no 2xx.
"""

from typing import Final

USER: Final = 33
"""www-data of Debian and of the official WordPress image."""
WEB_PORT: Final = 8080
DATABASE_PORT: Final = 3306
DATABASE: Final = "shop"
UPLOADS: Final = "/srv/www/wp-content/uploads"
LIVE_PATH: Final = "/fpm-ping"
"""Answered by PHP-FPM itself: stays 200 without the database, rightly."""
READY_PATH: Final = "/readyz.php"
"""Installed, plugin active, not coming soon, schema current, something in stock: 3 ms."""
SETUP_COMMAND: Final = ("php", "/opt/storeyard/setup.php")
CRON_COMMAND: Final = ("php", "/opt/storeyard/cron.php")
ADMIN_USER: Final = "admin"
CANARY_SKU: Final = "PROBE-CANARY"
PROBE_HEADER: Final = "X-Shop-Probe"
