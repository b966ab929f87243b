<?php
// All of it comes from the environment; nothing here is written by WordPress.

define('DB_HOST', getenv('DATABASE_HOST'));
define('DB_NAME', getenv('DATABASE_NAME'));
define('DB_USER', getenv('DATABASE_USER'));
define('DB_PASSWORD', getenv('DATABASE_PASSWORD'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

// The shop has one address, whatever a request says: WordPress would send visitors of another host to that host, and
// where TLS ends in front of the shop those of https addresses to themselves for ever.
define('WP_HOME', getenv('SHOP_URL'));
define('WP_SITEURL', getenv('SHOP_URL'));
[$scheme, $_SERVER['HTTP_HOST']] = explode('://', WP_HOME);
if ($scheme === 'https') {
    $_SERVER['HTTPS'] = 'on';
}

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $purpose) {
    define("{$purpose}_KEY", hash_hmac('sha256', "$purpose key", getenv('SHOP_SALT')));
    define("{$purpose}_SALT", hash_hmac('sha256', "$purpose salt", getenv('SHOP_SALT')));
}

// Files are the image's: plugins, themes and updates come with it.
define('DISALLOW_FILE_MODS', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('FS_METHOD', 'direct');
define('WP_TEMP_DIR', '/tmp');
define('WC_LOG_DIR', '/tmp/wc-logs/');

// `/wp-admin/` takes over a minute where calls outside are neither possible nor blocked here.
define('WP_HTTP_BLOCK_EXTERNAL', getenv('SHOP_OUTBOUND') !== '1');
define('DISABLE_WP_CRON', true);
define('WP_MEMORY_LIMIT', '128M');
define('WP_MAX_MEMORY_LIMIT', '192M');
define('WP_DEBUG', false);
define('WP_DEBUG_DISPLAY', false);

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
