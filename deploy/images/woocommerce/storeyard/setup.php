<?php
// Sets the shop up, once; a shop that is set up is the merchant's, and only what STOREYARD_ASKED names is set again.
//
// Every phase is a PHP process of its own: what WordPress decides while it loads (tables, permalinks, active plugins)
// must have been stored by the one before. This process loads no WordPress and holds the lock through all of them.

namespace Storeyard;

use mysqli;
use mysqli_sql_exception;

require __DIR__ . '/database.php';

const PHASES = ['install', 'activate', 'shop'];
const LOCK_SECONDS = 300;

try {
    exit(main());
} catch (mysqli_sql_exception $error) {
    say('the database: ' . $error->getMessage());
    exit(1);
}

function main(): int
{
    $database = connect(LOCK_SECONDS + 60);
    take_turns($database);
    $found = options($database, MARKER, 'db_version');
    $marker = json_decode($found[MARKER] ?? 'null', true);
    foreach (due($marker, (int) ($found['db_version'] ?? 0)) as $phase) {
        if ($failure = run($phase)) {
            return $failure;
        }
    }
    leave_marker($database, max($marker['generation'] ?? 0, generation()));
    return 0;
}

/** The lock ends with this connection, so a setup that was killed keeps nobody out. */
function take_turns(mysqli $database): void
{
    $got = $database->execute_query("SELECT GET_LOCK('storeyard-setup', ?)", [LOCK_SECONDS])->fetch_column();
    if ((int) $got !== 1) {
        say('another setup of this shop has not ended after ' . LOCK_SECONDS . ' seconds');
        exit(1);
    }
}

/** What is to be done in a shop that has that marker and tables of that version. */
function due(?array $marker, int $schema): array
{
    if ($marker === null) {
        return PHASES;
    }
    $older = generation() < $marker['generation'];
    $change = getenv('STOREYARD_ASKED') ? ($older ? [] : ['change']) : [];
    $phases = [...($schema === expected_schema() ? [] : ['upgrade']), ...$change];
    say($phases ? 'the shop is set up already' : 'the shop is set up already, nothing is to be done');
    return $phases;
}

function generation(): int
{
    return (int) getenv('STOREYARD_GENERATION');
}

function run(string $phase): int
{
    $began = hrtime(true);
    $script = __DIR__ . "/setup/$phase.php";
    passthru(escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg($script), $status);
    say(sprintf('%s: %s after %.1f s', $phase, $status ? "failed with status $status" : 'done', (hrtime(true) - $began) / 1e9));
    return $status;
}

/** Readiness waits for this row; the generation keeps an older change that comes late from setting anything. */
function leave_marker(mysqli $database, int $generation): void
{
    $query = 'INSERT INTO wp_options (option_name, option_value, autoload) VALUES (?, ?, ?)'
        . ' ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)';
    $database->execute_query($query, [MARKER, json_encode(['generation' => $generation]), 'off']);
}

function say(string $line): void
{
    fwrite(STDERR, "setup: $line\n");
}
