<?php
// The process serves. Without WordPress and without the database, whose absence no restart of this container heals.

header('Content-Type: text/plain');
header('Cache-Control: no-store');
echo "ok\n";
