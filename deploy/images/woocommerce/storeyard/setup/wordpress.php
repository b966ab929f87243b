<?php
// Loads WordPress for a phase of the setup: as if somebody asked for the front page, and without any call outside.

namespace Storeyard;

use WP_Error;

$_SERVER += [
    'REMOTE_ADDR' => '127.0.0.1',
    'REQUEST_METHOD' => 'GET',
    'REQUEST_URI' => '/',
    'SERVER_NAME' => 'localhost',
    'SERVER_PROTOCOL' => 'HTTP/1.1',
];
require '/srv/www/wp-load.php';

add_filter('pre_http_request', static fn() => new WP_Error('setup', 'The setup asks nobody.'));
add_filter('pre_wp_mail', '__return_true');

function end_with(string $reason): never
{
    fwrite(STDERR, "setup: $reason\n");
    exit(1);
}
