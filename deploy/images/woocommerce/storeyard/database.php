<?php
// The shop's database without WordPress: for what must answer in milliseconds, or hold a lock while WordPress comes
// and goes.

namespace Storeyard;

use mysqli;
use mysqli_sql_exception;

const MARKER = 'storeyard_setup';
const NO_SUCH_TABLE = 1146;

/** A connection that no silent server keeps waiting longer than that. */
function connect(int $seconds): mysqli
{
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    [$host, $port] = explode(':', (string) getenv('DATABASE_HOST')) + [1 => '3306'];
    $database = new mysqli();
    $database->options(MYSQLI_OPT_CONNECT_TIMEOUT, $seconds);
    $database->options(MYSQLI_OPT_READ_TIMEOUT, $seconds);
    $password = (string) getenv('DATABASE_PASSWORD');
    $database->real_connect($host, getenv('DATABASE_USER'), $password, getenv('DATABASE_NAME'), (int) $port);
    return $database;
}

/** Values of WordPress options by name; empty where WordPress has no tables yet. */
function options(mysqli $database, string ...$names): array
{
    $places = implode(',', array_fill(0, count($names), '?'));
    $query = "SELECT option_name, option_value FROM wp_options WHERE option_name IN ($places)";
    try {
        $rows = $database->execute_query($query, $names)->fetch_all();
    } catch (mysqli_sql_exception $error) {
        return $error->getCode() === NO_SUCH_TABLE ? [] : throw $error;
    }
    return array_column($rows, 1, 0);
}

function tables(mysqli $database): int
{
    return $database->query('SHOW TABLES')->num_rows;
}

/** The version of the tables that the WordPress of this image expects. */
function expected_schema(): int
{
    require '/srv/www/wp-includes/version.php';
    return $wp_db_version;
}
