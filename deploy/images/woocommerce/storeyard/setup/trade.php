<?php
// Country, currency and delivery, as the first setup and a change of them set them.

namespace Storeyard;

use WC_Cache_Helper;
use WC_Shipping_Zone;
use WC_Shipping_Zones;

const DELIVERY_COST = '5.00';

/** How WooCommerce knows that country to count, write and weigh. */
function locale_of(string $country): array
{
    return locales()[$country] ?? [];
}

function locales(): array
{
    static $locales = null;
    return $locales ??= require WC()->plugin_path() . '/i18n/locale-info.php';
}

/** Amounts of prices stay as they are; a yen has no hundredths. */
function set_currency(string $currency): void
{
    $known = array_column(locales(), 'num_decimals', 'currency_code');
    update_option('woocommerce_currency', $currency);
    update_option('woocommerce_price_num_decimals', (string) ($known[$currency] ?? 2));
}

function set_country(string $country): void
{
    update_option('woocommerce_default_country', $country);
    $zone = zone_of($country) ?? new_zone($country);
    if (!$zone->get_shipping_methods()) {
        add_flat_rate($zone);
    }
}

function zone_of(string $country): ?WC_Shipping_Zone
{
    foreach (WC_Shipping_Zones::get_zones() as $zone) {
        if (in_array($country, array_column($zone['zone_locations'], 'code'), true)) {
            return new WC_Shipping_Zone($zone['zone_id']);
        }
    }
    return null;
}

function new_zone(string $country): WC_Shipping_Zone
{
    $zone = new WC_Shipping_Zone();
    $zone->set_zone_name(WC()->countries->get_countries()[$country] ?? $country);
    $zone->add_location($country, 'country');
    $zone->save();
    return $zone;
}

function add_flat_rate(WC_Shipping_Zone $zone): void
{
    $method = $zone->add_shipping_method('flat_rate');
    $settings = ['title' => 'Flat rate', 'tax_status' => 'none', 'cost' => DELIVERY_COST];
    update_option("woocommerce_flat_rate_{$method}_settings", $settings);
    WC_Cache_Helper::get_transient_version('shipping', true);
}
