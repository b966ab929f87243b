#!/usr/bin/env bash
# The contract suite and the main job on a real Kubernetes API server: the one of KUBECONFIG, or one made for the run.
set -euo pipefail
cd "$(dirname "$0")/.."

CANNOT=77 # exit code of scripts/cluster: this machine cannot have the cluster; anything else is a failure

# skip_or_fail CODE REASON
skip_or_fail() {
  [ "$1" = "$CANNOT" ] || exit "$1"
  echo "make test-cluster: skipped. $2"
  exit 0
}

if [ -n "${KUBECONFIG:-}" ]; then
  kubeconfig=$KUBECONFIG
else
  missing=$(scripts/cluster/check-requirements.sh 2>&1) || skip_or_fail $? "$missing"
  # One that is up already belongs to somebody at work; it stays.
  scripts/cluster/kubectl get --raw /readyz >/dev/null 2>&1 || trap scripts/cluster/down.sh EXIT
  told=$(scripts/cluster/up.sh) || skip_or_fail $? "Its reason is above."
  kubeconfig=${told##*KUBECONFIG=}
fi
STOREYARD_TEST_KUBECONFIG=$kubeconfig .venv/bin/python -m pytest -n 2 tests/contract tests/cluster
