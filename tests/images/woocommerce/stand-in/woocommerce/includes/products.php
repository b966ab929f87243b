<?php

class WC_Product_Simple
{
    private array $meta = ['price' => '', 'sku' => '', 'visibility' => 'visible', 'stock' => null, 'managed' => false];
    private array $post = ['post_type' => 'product', 'post_status' => 'publish'];

    public function set_sku(string $sku): void
    {
        $this->meta['sku'] = $sku;
    }

    public function set_name(string $name): void
    {
        $this->post['post_title'] = $name;
    }

    public function set_regular_price(string $price): void
    {
        $this->meta['price'] = $price;
    }

    public function set_short_description(string $text): void
    {
        $this->post['post_excerpt'] = $text;
    }

    public function set_status(string $status): void
    {
        $this->post['post_status'] = $status;
    }

    public function set_catalog_visibility(string $visibility): void
    {
        $this->meta['visibility'] = $visibility;
    }

    public function set_manage_stock(bool $managed): void
    {
        $this->meta['managed'] = $managed;
    }

    public function set_stock_quantity(int $stock): void
    {
        $this->meta['stock'] = $stock;
    }

    public function save(): int
    {
        $id = wp_insert_post($this->post);
        update_post_meta($id, '_stand_in', $this->meta);
        update_post_meta($id, '_sku', $this->meta['sku']);
        return $id;
    }
}

function wc_get_product_id_by_sku(string $sku): int
{
    $query = ['post_type' => 'product', 'post_status' => 'any', 'meta_key' => '_sku', 'meta_value' => $sku, 'fields' => 'ids'];
    return get_posts($query)[0] ?? 0;
}

function stand_in_money(): array
{
    return [
        'currency_code' => get_option('woocommerce_currency'),
        'currency_minor_unit' => (int) get_option('woocommerce_price_num_decimals', 2),
    ];
}

function stand_in_minor(float|string $amount): string
{
    return (string) (int) round((float) $amount * 10 ** stand_in_money()['currency_minor_unit']);
}

function stand_in_in_stock(array $meta): bool
{
    return !$meta['managed'] || $meta['stock'] > 0;
}

/** As the Store API shows a product; null for one that is not for sale. */
function stand_in_product(int $id): ?array
{
    $post = get_post($id);
    if (!$post || $post->post_type !== 'product' || $post->post_status !== 'publish') {
        return null;
    }
    $meta = get_post_meta($id, '_stand_in', true);
    return [
        'id' => $id,
        'name' => $post->post_title,
        'slug' => $post->post_name,
        'sku' => $meta['sku'],
        'type' => 'simple',
        'permalink' => get_permalink($id),
        'is_purchasable' => $meta['price'] !== '',
        'is_in_stock' => stand_in_in_stock($meta),
        'prices' => ['price' => stand_in_minor($meta['price'])] + stand_in_money(),
    ];
}

function stand_in_change_stock(int $id, int $by): void
{
    $meta = get_post_meta($id, '_stand_in', true);
    if ($meta['managed']) {
        update_post_meta($id, '_stand_in', ['stock' => $meta['stock'] + $by] + $meta);
    }
}
