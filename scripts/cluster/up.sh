#!/usr/bin/env bash
# up.sh [NODES]: starts a real Kubernetes control plane with NODES kwok nodes (3): pods become Ready without running.
#
# Builds it before where that is needed (see build.sh). Returns when it is ready; the last line printed is
# KUBECONFIG=<path>, an administrator's. Where it is up already, nodes are added up to NODES. What a crash left
# is cleared away first.
# Exit code 77: this machine cannot have it; one line says which requirement is missing.
set -euo pipefail
# shellcheck source=lib/settings.sh
. "$(dirname "$0")/lib/settings.sh"
. "$ROOT/lib/go.sh"
. "$ROOT/lib/processes.sh"
. "$ROOT/lib/requirements.sh"
. "$ROOT/lib/teardown.sh"
. "$ROOT/lib/pki.sh"
. "$ROOT/lib/nodes.sh"
. "$ROOT/lib/gateway-api.sh"

is_up() {
  [[ $(cat "$STATE/up" 2>/dev/null) == "$programs" && -z $(dead_components) ]] &&
    kubectl get --raw /readyz >/dev/null 2>&1
}

# No default route in there, so nothing can reach further than this machine. The host finds the addresses of pods and
# Services through the veth and is told at once that there is nobody: without that, a call to a pod would leave by the
# host's own default route.
make_network() {
  ip netns add "$CLUSTER"
  ip link add "$LINK" type veth peer name eth0 netns "$CLUSTER"
  ip address add "$HOST_IP/30" dev "$LINK"
  ip link set "$LINK" up
  ip -n "$CLUSTER" link set lo up
  ip -n "$CLUSTER" address add "$NODE_IP/30" dev eth0
  ip -n "$CLUSTER" link set eth0 up
  local range
  for range in "$POD_CIDR" "$SERVICE_CIDR"; do
    ip route add "$range" via "$NODE_IP"
    ip -n "$CLUSTER" route add unreachable "$range"
  done
}

prepare() {
  mkdir -p "$STATE"/{pki,log,pid,conf}
  chmod 700 "$STATE"
  ln -s "$programs/bin" "$STATE/bin"
  (cd "$STATE/pki" && make_pki)
  make_network
  mkdir -p "$(cgroup_folder)"
}

# `nsenter`, not `ip netns exec`, which mounts a fresh /sys. The subshell and all it starts are in the cgroup; this
# process is not, so that it outlives a down.sh and can say so.
start_control_plane() (
  echo "$BASHPID" >"$(cgroup_folder)/cgroup.procs"
  exec unshare --mount --propagation private nsenter --net="$NETNS" "$ROOT/lib/control-plane.sh"
)

bring_up() {
  tear_down
  prepare
  start_control_plane || die "not up: the logs are in $STATE/log"
}

! help_asked "$@" || exit 0
nodes=${1:-$DEFAULT_NODES}
[[ $# -le 1 && $nodes =~ ^[1-9][0-9]{0,3}$ ]] || die "usage: up.sh [NODES]"
require_machine
install_packages
require_machine # with `ip` there, links are tried too
programs=$("$ROOT/build.sh")
exec 9>"$CACHE/up.lock"
flock 9
began=$SECONDS
if is_up; then say "already up"; else bring_up; fi
add_nodes "$nodes"
add_gateway_api
echo "$programs" >"$STATE/up"
say "ready after $((SECONDS - began)) s"
echo "KUBECONFIG=$KUBECONFIG"
