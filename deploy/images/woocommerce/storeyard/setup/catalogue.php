<?php
// What the setup puts on sale: the product that the platform buys to see whether the shop sells, and samples on request.

namespace Storeyard;

use WC_Product_Simple;

const CANARY = ['PROBE-CANARY', 'Probe canary', '1.00', 'Bought by the platform to see whether the shop sells. Keep it.'];
const SAMPLES = [
    ['SKU-MUG', 'Mug', '12.00', 'A mug for coffee, tea or pencils.'],
    ['SKU-TEE', 'T-shirt', '24.00', 'A plain shirt of heavy cotton.'],
    ['SKU-POSTER', 'Poster', '18.00', 'A print for the wall, 50 by 70 centimetres.'],
];

/** Without a stock to count, so that no purchase of the platform's changes one; not in the catalogue. */
function add_canary(): void
{
    if ($canary = missing(...CANARY)) {
        $canary->set_catalog_visibility('hidden');
        $canary->save();
    }
}

function add_samples(): void
{
    foreach (array_filter(array_map(static fn($sample) => missing(...$sample), SAMPLES)) as $product) {
        $product->set_manage_stock(true);
        $product->set_stock_quantity(100);
        $product->save();
    }
}

/** That product, not saved yet; null where the shop has one with its SKU. */
function missing(string $sku, string $name, string $price, string $description): ?WC_Product_Simple
{
    if (wc_get_product_id_by_sku($sku)) {
        return null;
    }
    $product = new WC_Product_Simple();
    $product->set_sku($sku);
    $product->set_name($name);
    $product->set_regular_price($price);
    $product->set_short_description($description);
    $product->set_status('publish');
    return $product;
}
