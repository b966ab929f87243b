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
// WordPress ends with success when it cannot go on, on a page for browsers or on a redirect to its installer.
register_shutdown_function(static fn() => defined('Storeyard\FINISHED') || exit(1));
$wp_filter['wp_die_handler'][10][] = ['accepted_args' => 0, 'function' => static fn() => 'Storeyard\end_with'];
require '/srv/www/wp-load.php';

add_filter('pre_http_request', static fn() => new WP_Error('setup', 'The setup asks nobody.'));
add_filter('pre_wp_mail', '__return_true');

function end_with(string|WP_Error $reason): never
{
    $text = $reason instanceof WP_Error ? $reason->get_error_message() : $reason;
    fwrite(STDERR, 'setup: ' . trim(strip_tags($text)) . "\n");
    exit(1);
}

/** All of it or, when this process is killed, nothing. */
function at_once(callable $work): void
{
    global $wpdb;
    $wpdb->query('START TRANSACTION');
    $work();
    $wpdb->query('COMMIT');
}

/** The last line of every phase; a process that ends without it has failed. */
function finish(): void
{
    define('Storeyard\FINISHED', true);
}
