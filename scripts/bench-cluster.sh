#!/usr/bin/env bash
# Benches on a real Kubernetes API server: the one of KUBECONFIG, or one made for the run. Arguments go to tests.bench.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${KUBECONFIG:-}" ]; then
  kubeconfig=$KUBECONFIG
else
  # One that is up already belongs to somebody at work; it stays.
  scripts/cluster/kubectl get --raw /readyz >/dev/null 2>&1 || trap scripts/cluster/down.sh EXIT
  told=$(scripts/cluster/up.sh)
  kubeconfig=${told##*KUBECONFIG=}
fi
.venv/bin/python -m tests.bench throughput scale --kubeconfig "$kubeconfig" --stores 300 --levels 0,100,300 "$@"
