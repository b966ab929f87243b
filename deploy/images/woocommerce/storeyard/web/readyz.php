<?php
// The setup is done, and the tables are those of this image's WordPress.
//
// Not what the merchant decides (shop closed, plugin switched off, nothing in stock): who is sent away from a shop that
// is not ready cannot open it again. A purchase of the platform's finds these.

namespace Storeyard;

use mysqli_sql_exception;

require dirname(__DIR__) . '/database.php';

header('Content-Type: text/plain');
header('Cache-Control: no-store');
if ($reason = unready()) {
    http_response_code(503);
}
echo $reason ?? 'ok', "\n";

function unready(): ?string
{
    try {
        $found = options(connect(seconds: 2), MARKER, 'db_version');
    } catch (mysqli_sql_exception) {
        return 'the database does not answer';
    }
    if (!isset($found[MARKER])) {
        return 'the setup is not done';
    }
    return (int) $found['db_version'] === expected_schema() ? null : 'the tables are of another version of WordPress';
}
