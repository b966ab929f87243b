<?php
// The shop itself, in a process that WooCommerce is loaded in: it sells when this ends.

namespace Storeyard;

use WC_Install;

require __DIR__ . '/wordpress.php';
require __DIR__ . '/trade.php';
require __DIR__ . '/catalogue.php';

function_exists('WC') || end_with('WooCommerce is active but was not loaded');
get_option('woocommerce_db_version') === WC()->version || end_with('WooCommerce has installed itself by half');
// Otherwise order tables and the like wait for the first visit to the administration.
WC_Install::newly_installed();

at_once(static function (): void {
    set_options();
    set_currency(getenv('SHOP_CURRENCY'));
    set_country(getenv('SHOP_COUNTRY'));
    set_pages();
    add_canary();
    getenv('SHOP_SAMPLE_DATA') === '1' && add_samples();
    flush_rewrite_rules(false);
});
finish();

function set_options(): void
{
    $habits = array_intersect_key(locale_of(getenv('SHOP_COUNTRY')), array_flip(
        ['currency_pos', 'thousand_sep', 'decimal_sep', 'weight_unit', 'dimension_unit'],
    ));
    foreach ($habits as $name => $value) {
        $prefix = in_array($name, ['thousand_sep', 'decimal_sep'], true) ? 'woocommerce_price_' : 'woocommerce_';
        update_option($prefix . $name, $value);
    }
    foreach (fixed_options() as $name => $value) {
        update_option($name, $value);
    }
}

/** New shops are closed to visitors, and greet merchants with questions and offers, unless these say otherwise. */
function fixed_options(): array
{
    return [
        'woocommerce_coming_soon' => 'no',
        'woocommerce_store_pages_only' => 'no',
        'woocommerce_enable_guest_checkout' => 'yes',
        'woocommerce_allow_tracking' => 'no',
        'woocommerce_show_marketplace_suggestions' => 'no',
        'woocommerce_task_list_hidden' => 'yes',
        'woocommerce_onboarding_profile' => ['skipped' => true, 'completed' => true],
        'woocommerce_cod_settings' => cash_on_delivery(),
        'default_comment_status' => 'closed',
        'default_ping_status' => 'closed',
        'default_pingback_flag' => '0',
    ];
}

function cash_on_delivery(): array
{
    return [
        'enabled' => 'yes',
        'title' => 'Cash on delivery',
        'description' => 'Pay with cash upon delivery.',
        'instructions' => 'Pay with cash upon delivery.',
        'enable_for_methods' => [],
        'enable_for_virtual' => 'yes',
    ];
}

function set_pages(): void
{
    WC_Install::create_pages();
    update_option('show_on_front', 'page');
    update_option('page_on_front', wc_get_page_id('shop'));
}
