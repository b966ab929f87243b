#!/usr/bin/env bash
# down.sh: removes the cluster and all it left, whatever state it is in. What build.sh made stays.
set -euo pipefail
# shellcheck source=lib/settings.sh
. "$(dirname "$0")/lib/settings.sh"
. "$ROOT/lib/processes.sh"
. "$ROOT/lib/teardown.sh"

! help_asked "$@" || exit 0
((EUID == 0)) || die "needs root"
mkdir -p "$CACHE"
end_processes # before the lock: an up.sh that waits for a component gives up and lets go of it
exec 9>"$CACHE/up.lock"
flock -w 60 9 || die "an up.sh is still at work on this cluster"
tear_down
say "nothing is left of the cluster"
