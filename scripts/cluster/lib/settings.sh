# What every command here agrees on: folders, names, addresses (sourced, never run).
# shellcheck shell=bash disable=SC2034 # most names are used by the scripts that source this

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${STOREYARD_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/storeyard}/cluster

# One cluster a machine. Everything it makes has one of these names, so that down.sh finds it without guessing.
CLUSTER=storeyard-cluster
LINK=storeyard0 # the host's end of the veth pair; a link name has at most 15 characters
NETNS=/run/netns/$CLUSTER
VOLUMES=/tmp/hostpath_pv # compiled into the controller manager; a tmpfs in the cluster's own mount namespace

STATE=$CACHE/run
KUBECONFIG=$STATE/admin.kubeconfig

# 198.18.0.0/15 is reserved for tests of network devices (RFC 2544), so that it collides with no office network.
HOST_IP=198.19.240.1
NODE_IP=198.19.240.2
POD_CIDR=198.19.0.0/17
SERVICE_CIDR=198.19.128.0/20
FIRST_SERVICE_IP=198.19.128.1 # the API server gives it to the Service `kubernetes`
API_PORT=7443
KUBELET_PORT=10247 # where kwok answers for the kubelets of its nodes
DEFAULT_NODES=3

say() { printf '%(%T)T %s\n' -1 "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# The comment at the head of the command that is running is its help.
help_asked() {
  [[ ${1:-} == --help || ${1:-} == -h ]] || return 1
  sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
}

kubectl() { "$STATE/bin/kubectl" --kubeconfig "$KUBECONFIG" "$@"; }
