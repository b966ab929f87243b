<?php
// Tables of a newer WordPress; WooCommerce brings its own up to date by itself, in the shop's next requests.

namespace Storeyard;

define('WP_INSTALLING', true);
require __DIR__ . '/wordpress.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_upgrade();
finish();
