#!/usr/bin/env bash
# Everything under deploy/ as its readers will read it: hadolint, yamllint, helm lint, rendered objects against the
# schemas of Kubernetes, docker compose config. Shell scripts are checked by scripts/lint.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

chart=deploy/helm/storeyard
oldest=1.30 # what Chart.yaml admits
newest=1.36 # what the tests run against
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
skipped=()

# A tool that cannot be had is a failure in CI and named elsewhere.
missing() {
  [[ -z ${CI:-} ]] || {
    echo "check-deploy: $1 cannot be had, and CI refuses to skip it." >&2
    exit 1
  }
  skipped+=("$1")
}

check_files() {
  hadolint deploy/images/*/Dockerfile
  yamllint --strict -c deploy/.yamllint.yaml docker-compose.yml deploy/compose "$chart"/*.yaml "$chart/files"
  check-jsonschema --check-metaschema "$chart/values.schema.json"
}

# validate VERSION FILE: a kind without a schema is only a warning of the tool's; here it fails.
validate() {
  local output
  output=$(kubernetes-validate --strict --kubernetes-version "$1" "$2" 2>&1) && [[ $output != *WARN* ]] && return
  echo "$output" >&2
  return 1
}

# check_values NAME OPTION...: lint, render, and compare each object with its schema.
check_values() {
  local name=$1 version
  shift
  "$helm" lint --strict --quiet "$chart" "$@"
  "$helm" template storeyard "$chart" --namespace storeyard "$@" >"$work/$name.yaml"
  for version in "$oldest" "$newest"; do
    validate "$version" "$work/$name.yaml"
  done
}

check_chart() {
  check_values local
  check_values production --values "$chart/values-prod.yaml"
  check_values external --set valkey.enabled=false --set redis.url=rediss://redis.example.com:6380/0 \
    --set 'redis.cidrs={192.0.2.0/24}' --set networkPolicy.monitoringNamespace=monitoring
}

# The plugin where Docker is, otherwise Compose itself; no engine is needed.
compose() {
  if docker compose version >/dev/null 2>&1; then docker compose "$@"; else "$(scripts/tools.sh docker-compose)" "$@"; fi
}

check_files
if helm=$(scripts/tools.sh helm); then check_chart; else missing helm; fi
if compose version >/dev/null; then compose config --quiet; else missing "docker compose"; fi
[[ ${#skipped[@]} -eq 0 ]] || echo "check-deploy: skipped, since it cannot be had here: ${skipped[*]}"
