<?php
// Permalinks and the plugin. Permalinks first: a process in which WooCommerce registers its addresses must find them
// stored, otherwise `/product/…` is not found.

namespace Storeyard;

require __DIR__ . '/wordpress.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

update_option('permalink_structure', '/%postname%/');
delete_option('rewrite_rules');

$problem = activate_plugin('woocommerce/woocommerce.php');
if (is_wp_error($problem)) {
    end_with('WooCommerce cannot be activated: ' . $problem->get_error_message());
}
