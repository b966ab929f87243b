#!/usr/bin/env bash
# The contract suite and the main job on a real Kubernetes API server: the one of KUBECONFIG, or one made for the run.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${KUBECONFIG:-}" ]; then
  kubeconfig=$KUBECONFIG
else
  missing=$(scripts/cluster/up.sh --check) || {
    echo "make test-cluster: skipped. This machine cannot have the cluster: $missing"
    [ "${CI:-}" = true ] && [ "$(id -u)" = 0 ] && [ "$(uname)" = Linux ] && exit 1
    exit 0
  }
  trap scripts/cluster/down.sh EXIT
  scripts/cluster/up.sh
  kubeconfig=$(scripts/cluster/up.sh | sed -n 's/^KUBECONFIG=//p' | tail -n 1)
fi
STOREYARD_TEST_KUBECONFIG=$kubeconfig .venv/bin/python -m pytest -n 2 tests/contract tests/cluster
