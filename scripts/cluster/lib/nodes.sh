# The nodes that kwok pretends to be (sourced by up.sh).
# shellcheck shell=bash

# The labels are those that a kubelet sets, so that spreading and affinity by host name work.
node() {
  cat <<YAML
---
apiVersion: v1
kind: Node
metadata:
  name: $1
  labels: {kubernetes.io/hostname: $1, kubernetes.io/os: linux, kubernetes.io/arch: amd64, type: kwok}
YAML
}

# add_nodes COUNT: kwok-0 to kwok-<COUNT - 1>; those that are there stay as they are.
add_nodes() {
  local i
  for ((i = 0; i < $1; i++)); do node "kwok-$i"; done |
    kubectl apply --server-side --field-manager storeyard-cluster -f - >/dev/null
  wait_for 60 "ready nodes" kubectl wait node --all --for condition=Ready --timeout 1s
}
