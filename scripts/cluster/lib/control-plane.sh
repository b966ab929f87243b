#!/usr/bin/env bash
# The second half of up.sh, run in the cluster's namespaces: every component and its configuration. Not for use alone.
set -euo pipefail
# shellcheck source=settings.sh
. "$(dirname "$0")/settings.sh"
# shellcheck source=processes.sh
. "$ROOT/lib/processes.sh"
bin=$STATE/bin pki=$STATE/pki

# The controller manager makes a folder for each volume; here they go with the mount namespace.
hide_volumes() {
  mkdir -p "$VOLUMES"
  mount -t tmpfs -o size=16m "$CLUSTER" "$VOLUMES"
}

# Opened in here, /proc/sys/net is this network namespace's. Forwarding makes the kernel answer "unreachable" for pods
# and Services.
# IPv6 has to go before the API server starts: it talks to itself over [::1] where there is one.
set_up_network() {
  echo 1 >/proc/sys/net/ipv4/ip_forward
  [[ ! -e /proc/sys/net/ipv6 ]] || echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
}

# No fsync: a test cluster has nothing to lose, and the disk is the slowest part of etcd.
start_etcd() {
  start etcd "$bin/etcd" --data-dir "$STATE/etcd" --unsafe-no-fsync --log-level warn
}

start_apiserver() {
  start kube-apiserver "$bin/kube-apiserver" \
    --etcd-servers http://127.0.0.1:2379 \
    --advertise-address "$NODE_IP" --secure-port "$API_PORT" --service-cluster-ip-range "$SERVICE_CIDR" \
    --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" --client-ca-file "$pki/ca.crt" \
    --kubelet-client-certificate "$pki/apiserver-kubelet-client.crt" \
    --kubelet-client-key "$pki/apiserver-kubelet-client.key" --kubelet-preferred-address-types InternalIP \
    --service-account-issuer https://kubernetes.default.svc \
    --service-account-key-file "$pki/service-account.key" \
    --service-account-signing-key-file "$pki/service-account.key" \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --audit-policy-file "$ROOT/config/audit.yaml" --audit-log-path "$STATE/log/audit.jsonl" \
    --audit-log-maxsize 200 --audit-log-maxbackup 2
  wait_for 60 "API server" kubectl get --raw /readyz
}

# No leader election: there is one of each, and the lease of a dead one would cost 15 s. With the default of 20 requests
# a second, tests would measure the client's throttle.
start_controller_manager() {
  start kube-controller-manager "$bin/kube-controller-manager" \
    --kubeconfig "$pki/controller-manager.kubeconfig" --use-service-account-credentials \
    --root-ca-file "$pki/ca.crt" --service-account-private-key-file "$pki/service-account.key" \
    --enable-hostpath-provisioner --leader-elect=false --kube-api-qps 200 --kube-api-burst 400
}

start_scheduler() {
  cat >"$STATE/conf/scheduler.yaml" <<YAML
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection: {kubeconfig: $pki/scheduler.kubeconfig, qps: 200, burst: 400}
leaderElection: {leaderElect: false}
YAML
  start kube-scheduler "$bin/kube-scheduler" --config "$STATE/conf/scheduler.yaml"
}

# kwok does nothing without "stages": ours are in stages/, each says why it differs from kwok's own.
start_kwok() {
  local stage
  for stage in "$ROOT"/stages/*.yaml; do
    echo ---
    sed "s|@ROOT@|$ROOT|" "$stage"
  done >"$STATE/conf/kwok.yaml"
  start kwok "$bin/kwok" --config "$STATE/conf/kwok.yaml" --kubeconfig "$pki/kwok.kubeconfig" \
    --manage-all-nodes --node-lease-duration-seconds 40 --cidr "$POD_CIDR" \
    --node-ip "$NODE_IP" --node-port "$KUBELET_PORT" --server-address "$NODE_IP:$KUBELET_PORT" \
    --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key"
}

hide_volumes
set_up_network
start_etcd
start_apiserver
start_controller_manager
start_scheduler
start_kwok
kubectl apply -f "$ROOT/config/storage-class.yaml" >/dev/null
# The controller manager makes it; a pod created before is refused.
wait_for 30 "default service account" kubectl -n default get serviceaccount default
