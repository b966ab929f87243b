<?php
// Tables, options and the first administrator.
//
// Safe to repeat until the setup is done, and repeated from the start: a run that was killed may have left options but
// no administrator, and WordPress would call that installed.

namespace {
    require dirname(__DIR__) . '/database.php';

    define('WP_INSTALLING', true);
    // Some tables without options are what a killed run leaves; WordPress would ask for their repair and end.
    if (Storeyard\tables(Storeyard\connect(seconds: 10))) {
        define('WP_REPAIRING', true);
    }

    /** Instead of WordPress' own: no mail to the administrator. */
    function wp_new_blog_notification(): void
    {
    }

    /** Instead of WordPress' own: no sample post, page and comment, only the category that posts need. */
    function wp_install_defaults(): void
    {
        Storeyard\at_once(static function (): void {
            $term = term_exists('uncategorized', 'category')
                ?: wp_insert_term('Uncategorized', 'category', ['slug' => 'uncategorized']);
            update_option('default_category', (int) $term['term_id']);
        });
    }
}

namespace Storeyard {
    require __DIR__ . '/wordpress.php';
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';

    wp_install(
        getenv('SHOP_TITLE'),
        getenv('ADMIN_USER'),
        getenv('ADMIN_EMAIL'),
        true,
        '',
        wp_slash(getenv('ADMIN_PASSWORD')),
    );
    finish();
}
