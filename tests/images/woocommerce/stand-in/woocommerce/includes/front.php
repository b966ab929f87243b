<?php

add_shortcode('stand_in_products', static function (): string {
    $lines = '';
    foreach (stand_in_catalogue() as $product) {
        $lines .= sprintf('<li><a href="%s">%s</a></li>', esc_url($product['permalink']), esc_html($product['name']));
    }
    return "<p>A stand-in for WooCommerce, for tests.</p><ul>$lines</ul>";
});

function stand_in_catalogue(): array
{
    $ids = get_posts(['post_type' => 'product', 'numberposts' => 100, 'fields' => 'ids']);
    $visible = static fn($id) => get_post_meta($id, '_stand_in', true)['visibility'] === 'visible';
    return array_map('stand_in_product', array_values(array_filter($ids, $visible)));
}

add_action('template_redirect', static function (): void {
    if (get_option('woocommerce_coming_soon') !== 'no' && !current_user_can('manage_options')) {
        echo '<!doctype html><body class="woocommerce-coming-soon">Pardon our dust!</body>';
        exit;
    }
});
