#!/usr/bin/env bash
# The contract suite and the main job on a real Kubernetes API server: the one of KUBECONFIG, or one made for the run.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${KUBECONFIG:-}" ]; then
  kubeconfig=$KUBECONFIG
else
  missing=$(scripts/cluster/check-requirements.sh 2>&1) || {
    echo "make test-cluster: skipped, this machine cannot have the cluster: $missing"
    exit 0
  }
  trap scripts/cluster/down.sh EXIT
  kubeconfig=$(scripts/cluster/up.sh | tee /dev/stderr | sed -n 's/^KUBECONFIG=//p' | tail -n 1)
fi
STOREYARD_TEST_KUBECONFIG=$kubeconfig .venv/bin/python -m pytest -n 2 tests/contract tests/cluster
