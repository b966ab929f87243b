<?php
/**
 * Plugin Name: Stand-in for WooCommerce (tests only)
 * Description: The Store API calls of Storeyard's shopper and what its setup needs, where the real plugin cannot be had. Not WooCommerce.
 * Version: 10.5.0
 */

// The version is the one whose calls are imitated. All state lies in posts, options and transients.

defined('ABSPATH') || exit;

foreach (['products', 'zones', 'orders', 'carts', 'install', 'front', 'store-api'] as $part) {
    require __DIR__ . "/includes/$part.php";
}

/** As much of the plugin's main object as the setup asks for. */
function WC(): object
{
    static $instance = null;
    return $instance ??= new class {
        public string $version = '10.5.0';
        public object $countries;

        public function __construct()
        {
            $this->countries = new class {
                public function get_countries(): array
                {
                    return ['CH' => 'Switzerland', 'DE' => 'Germany', 'JP' => 'Japan', 'US' => 'United States (US)'];
                }
            };
        }

        public function plugin_path(): string
        {
            return __DIR__;
        }
    };
}

register_activation_hook(__FILE__, static fn() => update_option('woocommerce_db_version', WC()->version));

add_action('init', static function (): void {
    register_post_type('product', ['label' => 'Products', 'public' => true, 'rewrite' => ['slug' => 'product']]);
    register_post_type('shop_order', ['label' => 'Orders', 'show_ui' => true]);
    foreach (['wc-checkout-draft' => 'Draft', 'wc-processing' => 'Processing', 'wc-cancelled' => 'Cancelled'] as $status => $label) {
        register_post_status($status, ['label' => $label, 'public' => true, 'show_in_admin_all_list' => true]);
    }
});
