#!/usr/bin/env bash
# check-requirements.sh: can this machine have the cluster? Changes nothing.
#
# Exit code 0: yes. 77: no, and one line on standard error names the requirement that is missing.
set -euo pipefail
# shellcheck source=lib/settings.sh
. "$(dirname "$0")/lib/settings.sh"
. "$ROOT/lib/go.sh"
. "$ROOT/lib/processes.sh"
. "$ROOT/lib/requirements.sh"

! help_asked "$@" || exit 0
require_machine
