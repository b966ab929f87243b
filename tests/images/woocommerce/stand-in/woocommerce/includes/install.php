<?php

class WC_Install
{
    public static function newly_installed(): void
    {
        add_option('woocommerce_coming_soon', 'yes');
    }

    public static function create_pages(): void
    {
        foreach (['shop' => 'Shop', 'cart' => 'Cart', 'checkout' => 'Checkout', 'myaccount' => 'My account'] as $key => $title) {
            if (!get_post(get_option("woocommerce_{$key}_page_id") ?: 0)) {
                $content = $key === 'shop' ? '[stand_in_products]' : 'A stand-in has no such page.';
                $page = ['post_type' => 'page', 'post_status' => 'publish', 'post_title' => $title, 'post_content' => $content];
                update_option("woocommerce_{$key}_page_id", wp_insert_post($page));
            }
        }
    }
}

function wc_get_page_id(string $page): int
{
    return (int) get_option("woocommerce_{$page}_page_id", -1);
}
