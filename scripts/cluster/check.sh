#!/usr/bin/env bash
# check.sh: proves that the cluster that up.sh started behaves like Kubernetes where it matters to us.
#
# Works in a namespace of its own and removes it again; other users of the cluster are not disturbed.
set -euo pipefail
# shellcheck source=lib/settings.sh
. "$(dirname "$0")/lib/settings.sh"

! help_asked "$@" || exit 0
[[ -f $KUBECONFIG ]] || die "no cluster here: run $ROOT/up.sh"
namespace=check-$$
fence=$namespace.storeyard.dev
passed=0

ok() {
  passed=$((passed + 1))
  say "ok   $*"
}

# refused PATTERN WHAT COMMAND...: it must fail, and for the right reason. Standard input goes to the command.
refused() {
  local pattern=$1 what=$2 output
  shift 2
  if output=$("$@" 2>&1); then die "FAIL $what: was let through"; fi
  [[ $output =~ $pattern ]] || die "FAIL $what: refused, but with: $output"
  ok "$what is refused"
}

in_namespace() { kubectl --namespace "$namespace" "$@"; }

remove_leftovers() {
  kubectl delete validatingadmissionpolicybinding,validatingadmissionpolicy "$fence" --ignore-not-found >/dev/null
  kubectl delete namespace "$namespace" --ignore-not-found --wait=false >/dev/null
}

make_namespace() {
  kubectl create -f - >/dev/null <<YAML
apiVersion: v1
kind: Namespace
metadata:
  name: $namespace
  labels: {pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/enforce-version: latest}
YAML
}

apply() { in_namespace apply --server-side --field-manager check -f "$ROOT/check/workloads.yaml"; }

# Where nothing changes, nothing is written.
check_server_side_apply() {
  local before after
  apply >/dev/null
  before=$(in_namespace get ingress,service,role -o jsonpath='{.items[*].metadata.resourceVersion}')
  apply >/dev/null
  after=$(in_namespace get ingress,service,role -o jsonpath='{.items[*].metadata.resourceVersion}')
  [[ $before == "$after" ]] || die "FAIL an unchanged apply wrote: $before, then $after"
  ok "server-side apply: an unchanged apply keeps the resourceVersion"
}

check_workloads() {
  local began=$SECONDS
  in_namespace rollout status statefulset/database --timeout 60s >/dev/null
  in_namespace rollout status deployment/web --timeout 60s >/dev/null
  in_namespace wait job/setup --for condition=Complete --timeout 60s >/dev/null
  ok "StatefulSet and Deployment are rolled out, the Job is Complete ($((SECONDS - began)) s)"
  in_namespace create job by-hand --from cronjob/cron >/dev/null
  in_namespace wait job/by-hand --for condition=Complete --timeout 60s >/dev/null
  ok "a CronJob's Job is Complete"
}

check_volume() {
  in_namespace wait pvc/data-database-0 --for jsonpath='{.status.phase}'=Bound --timeout 30s >/dev/null
  volume=$(in_namespace get pvc data-database-0 -o jsonpath='{.spec.volumeName}')
  [[ $(kubectl get pv "$volume" -o jsonpath='{.spec.persistentVolumeReclaimPolicy}{.spec.nodeAffinity}') == Delete ]] ||
    die "FAIL volume $volume is pinned to a node or is not deleted with its claim"
  ok "the claim is Bound by the default StorageClass, to a volume that is pinned to no node"
}

check_endpoints_and_logs() {
  local addresses
  addresses=$(in_namespace get endpointslices -l kubernetes.io/service-name=web \
    -o jsonpath='{.items[0].endpoints[*].addresses[0]}')
  [[ $(wc -w <<<"$addresses") == 2 ]] || die "FAIL the Service has the endpoints '$addresses'"
  ok "the Service has both pods as endpoints ($addresses)"
  [[ $(in_namespace logs deployment/web 2>/dev/null) == *simulated* ]] || die "FAIL no logs"
  ok "logs answer, and say that the pod is simulated"
}

# PartialObjectMetadata can be had by no option of kubectl: Python's standard library asks.
check_metadata_list() {
  python3 "$ROOT/check/metadata_list.py" "$STATE/pki" "$NODE_IP:$API_PORT" \
    "/apis/apps/v1/namespaces/$namespace/deployments" || die "FAIL no PartialObjectMetadataList"
  ok "a list as PartialObjectMetadata"
}

check_refusals() {
  refused 'exceeded quota' "what exceeds the ResourceQuota" in_namespace create -f "$ROOT/check/greedy.yaml"
  refused 'violates PodSecurity' "a pod that is not restricted" in_namespace run root --image example
  refused 'forbidden' "reading secrets without a role (RBAC)" \
    in_namespace get secrets --as "system:serviceaccount:$namespace:reader"
  in_namespace get pods --as "system:serviceaccount:$namespace:reader" >/dev/null
  refused 'Precondition failed' "deleting with another object's uid" \
    kubectl delete -f - --raw "/api/v1/namespaces/$namespace" <<JSON
{"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"uid": "00000000-0000-0000-0000-000000000000"}}
JSON
}

fence_stands() { ! in_namespace create configmap probe --dry-run=server >/dev/null 2>&1; }

# A policy is enforced a moment after it was accepted.
check_admission_policy() {
  sed "s/@NAME@/$fence/; s/@NAMESPACE@/$namespace/" "$ROOT/check/policy.yaml" | kubectl create -f - >/dev/null
  local tries
  for ((tries = 0; tries < 100; tries++)); do fence_stands && break; sleep 0.1; done
  refused 'only with the label check' "what a ValidatingAdmissionPolicy forbids" in_namespace create configmap unlabelled
}

check_audit_log() {
  local log=$STATE/log/audit.jsonl
  grep -q "\"level\":\"Request\".*\"resource\":\"deployments\",\"namespace\":\"$namespace\".*requestObject" "$log" ||
    die "FAIL the audit log has no request of a Deployment's apply"
  grep -q "\"user\":.*system:serviceaccount:$namespace:reader.*\"code\":403" "$log" ||
    die "FAIL the refusal is not in the audit log"
  ! grep -q not-a-real-one "$log" || die "FAIL the content of a Secret is in the audit log"
  ok "the audit log has requests and refusals, and no Secret ($(wc -l <"$log") lines)"
}

check_deletion() {
  local began=$SECONDS
  remove_leftovers
  kubectl wait --for delete "namespace/$namespace" --timeout 60s >/dev/null
  kubectl wait --for delete "pv/$volume" --timeout 30s >/dev/null
  ok "the namespace and its volume are gone ($((SECONDS - began)) s)"
}

trap remove_leftovers EXIT
make_namespace
check_server_side_apply
check_workloads
check_volume
check_endpoints_and_logs
check_metadata_list
check_refusals
check_admission_policy
check_audit_log
check_deletion
echo "$passed passed, 0 failed"
