# Gateway API's kinds, which are no part of Kubernetes (sourced by up.sh).
# shellcheck shell=bash

# Prints the folder of the definitions. The hashes in go.sum pin what the Go client fetches, once.
gateway_definitions() {
  local go module=sigs.k8s.io/gateway-api
  go=$(find_go) || die "Gateway API's definitions need Go $GO_NEEDED"
  "$go" -C "$ROOT/gateway-api" mod download "$module" >&2
  echo "$("$go" -C "$ROOT/gateway-api" list -mod=readonly -m -f '{{.Dir}}' "$module")/config/crd/standard"
}

# Only the kinds: no controller runs here, so a route is accepted by nobody and a Gateway has no address.
add_gateway_api() {
  local folder kind
  ! kubectl get crd httproutes.gateway.networking.k8s.io >/dev/null 2>&1 || return 0
  folder=$(gateway_definitions)
  for kind in gatewayclasses gateways httproutes; do
    kubectl apply --server-side --field-manager storeyard-cluster -f "$folder/gateway.networking.k8s.io_$kind.yaml"
  done >/dev/null
  kubectl wait --for condition=Established --timeout 30s crd/httproutes.gateway.networking.k8s.io >/dev/null
}
