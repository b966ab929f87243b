#!/usr/bin/env bash
# The contract suite, the main job with the chart's rights, and experiments that only a real Kubernetes API server can
# judge: on the one of KUBECONFIG, or one made for the run. Arguments are pytest's, beside its own.
set -euo pipefail
cd "$(dirname "$0")/.."

CANNOT=77 # exit code of scripts/cluster: this machine cannot have the cluster; anything else is a failure

# skip_or_fail CODE REASON
skip_or_fail() {
  [ "$1" = "$CANNOT" ] || exit "$1"
  echo "make test-cluster: skipped. $2"
  exit 0
}

# For the jumping clocks (R23); without it those tests say that they were skipped.
install_faketime() {
  compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null && return
  [[ $EUID == 0 ]] && command -v apt-get >/dev/null || return 0
  DEBIAN_FRONTEND=noninteractive apt-get install -qqy --no-install-recommends faketime >/dev/null ||
    echo "make test-cluster: faketime cannot be had; the tests of R23 are skipped." >&2
}

install_faketime
if [ -n "${KUBECONFIG:-}" ]; then
  kubeconfig=$KUBECONFIG
else
  missing=$(scripts/cluster/check-requirements.sh 2>&1) || skip_or_fail $? "$missing"
  # One that is up already belongs to somebody at work; it stays.
  scripts/cluster/kubectl get --raw /readyz >/dev/null 2>&1 || trap scripts/cluster/down.sh EXIT
  told=$(scripts/cluster/up.sh) || skip_or_fail $? "Its reason is above."
  kubeconfig=${told##*KUBECONFIG=}
fi
STOREYARD_TEST_KUBECONFIG=$kubeconfig .venv/bin/python -m pytest -n 2 --dist loadfile --durations=10 tests/cluster tests/contract "$@"
