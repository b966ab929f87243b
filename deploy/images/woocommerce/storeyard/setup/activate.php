<?php
// Permalinks and the plugin. Permalinks first: a process in which WooCommerce registers its addresses must find them
// stored, otherwise `/product/…` is not found.

namespace Storeyard;

require __DIR__ . '/wordpress.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

update_option('permalink_structure', '/%postname%/');
delete_option('rewrite_rules');

// Left by a run that was killed in the middle of this; it would make the plugin believe that another one installs it.
delete_transient('wc_installing');
$problem = activate_plugin('woocommerce/woocommerce.php');
is_wp_error($problem) && end_with($problem);
finish();
