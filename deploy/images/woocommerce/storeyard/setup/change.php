<?php
// Sets what a change named, and nothing else: the rest is the merchant's.

namespace Storeyard;

require __DIR__ . '/wordpress.php';
require __DIR__ . '/trade.php';
require __DIR__ . '/catalogue.php';

const CHANGES = [
    'adminEmail' => 'Storeyard\change_admin_email',
    'adminPassword' => 'Storeyard\change_admin_password',
    'country' => 'Storeyard\change_country',
    'currency' => 'Storeyard\change_currency',
    'sampleData' => 'Storeyard\change_sample_data',
    'title' => 'Storeyard\change_title',
];

$asked = explode(',', getenv('STOREYARD_ASKED'));
if ($unknown = array_diff($asked, array_keys(CHANGES))) {
    end_with('STOREYARD_ASKED names what this image cannot set: ' . implode(', ', $unknown));
}
function_exists('WC') || end_with('WooCommerce is not active; it is activated again on the page Plugins');
at_once(static function () use ($asked): void {
    foreach ($asked as $name) {
        CHANGES[$name]();
    }
});
finish();

function change_title(): void
{
    $before = get_option('blogname');
    update_option('blogname', getenv('SHOP_TITLE'));
    follow('woocommerce_email_from_name', $before, getenv('SHOP_TITLE'));
}

function change_admin_email(): void
{
    $user = administrator();
    $before = $user->user_email;
    add_filter('send_email_change_email', '__return_false');
    wp_update_user(['ID' => $user->ID, 'user_email' => getenv('ADMIN_EMAIL')]);
    follow('admin_email', $before, getenv('ADMIN_EMAIL'));
}

/** For a rotation of the secrets; a password that the merchant chose ends with it. */
function change_admin_password(): void
{
    wp_set_password(wp_slash(getenv('ADMIN_PASSWORD')), administrator()->ID);
}

function change_currency(): void
{
    set_currency(getenv('SHOP_CURRENCY'));
}

function change_country(): void
{
    set_country(getenv('SHOP_COUNTRY'));
}

/** Also a way to get the canary back. */
function change_sample_data(): void
{
    add_canary();
    getenv('SHOP_SAMPLE_DATA') === '1' && add_samples();
}

/** An option that was the same goes along; one that the merchant set otherwise stays. */
function follow(string $option, string $before, string $after): void
{
    if (get_option($option) === $before) {
        update_option($option, $after);
    }
}

function administrator(): \WP_User
{
    $name = getenv('ADMIN_USER');
    return get_user_by('login', $name) ?: end_with("there is no user $name any more");
}
