<?php

class WC_Shipping_Zones
{
    public static function get_zones(): array
    {
        return get_option('stand_in_zones', []);
    }
}

class WC_Shipping_Zone
{
    private array $zone = ['zone_id' => 0, 'zone_name' => '', 'zone_locations' => [], 'shipping_methods' => []];

    public function __construct(?int $id = null)
    {
        $this->zone = WC_Shipping_Zones::get_zones()[$id] ?? $this->zone;
    }

    public function set_zone_name(string $name): void
    {
        $this->zone['zone_name'] = $name;
    }

    public function get_shipping_methods(): array
    {
        return $this->zone['shipping_methods'];
    }

    public function add_location(string $code, string $type): void
    {
        $this->zone['zone_locations'][] = (object) ['code' => $code, 'type' => $type];
    }

    public function save(): void
    {
        $zones = WC_Shipping_Zones::get_zones();
        $this->zone['zone_id'] = $this->zone['zone_id'] ?: count($zones) + 1;
        update_option('stand_in_zones', [$this->zone['zone_id'] => $this->zone] + $zones);
    }

    public function add_shipping_method(string $kind): int
    {
        $id = (int) get_option('stand_in_methods', 0) + 1;
        update_option('stand_in_methods', $id);
        $this->zone['shipping_methods'][$id] = $kind;
        $this->save();
        return $id;
    }
}

class WC_Cache_Helper
{
    public static function get_transient_version(string $group, bool $refresh): string
    {
        return '';
    }
}

/** Ways of delivery to that country, as rate to price. */
function stand_in_rates(string $country): array
{
    $rates = [];
    foreach (WC_Shipping_Zones::get_zones() as $zone) {
        if (in_array($country, array_column($zone['zone_locations'], 'code'), true)) {
            foreach ($zone['shipping_methods'] as $id => $kind) {
                $rates["$kind:$id"] = get_option("woocommerce_{$kind}_{$id}_settings")['cost'];
            }
        }
    }
    return $rates;
}
