<?php
// Files, updates and addresses outside, in a shop whose programs come with its image.

namespace Storeyard;

// The setup sees no uploads: folders and a picture that it made there would be missing in the shop.
add_filter('woocommerce_install_skip_create_files', '__return_true');

// Nobody can follow a notice of a newer version here, so nobody is asked for one.
foreach (['core', 'plugins', 'themes'] as $what) {
    add_filter("pre_site_transient_update_$what", static fn() => (object) [
        'last_checked' => time(),
        'version_checked' => wp_get_wp_version(),
        'checked' => [],
        'updates' => [],
        'response' => [],
        'translations' => [],
    ]);
}

// Not even to itself: the shop's address leads out of the pod and in again, which isolation refuses.
if (WP_HTTP_BLOCK_EXTERNAL) {
    add_filter('block_local_requests', '__return_true');
}
