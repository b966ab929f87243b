#!/usr/bin/env bash
# Installs or upgrades Storeyard in production: shows what changes, asks, waits, and rolls back what does not come up.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/deploy-prod.sh --context NAME --values FILE [options]

  --context NAME     context of kubectl; never guessed
  -f, --values FILE  your values, laid over values-prod.yaml; may be given more than once
  --namespace NAME   where Storeyard is installed (storeyard)
  --timeout TIME     how long it may take to become ready (10m)
  --dry-run          show what would change and stop
  -y, --yes          do not ask
  -h, --help

The namespace and the Secrets that values-prod.yaml names must exist; docs/INSTALL.md says how they are made.
TEXT
}

cd "$(dirname "$0")/.."
chart=deploy/helm/storeyard
context='' namespace=storeyard timeout=10m dry=no yes=no values=(--values "$chart/values-prod.yaml")

die() {
  printf 'deploy-prod.sh: %s\n' "$*" >&2
  exit 1
}

value() { [[ $# -ge 2 ]] || die "$1 needs a value; see --help"; }

while [[ $# -gt 0 ]]; do
  case $1 in
  --dry-run) dry=yes ;;
  -y | --yes) yes=yes ;;
  -h | --help)
    usage
    exit
    ;;
  --context | --namespace | --timeout | -f | --values)
    value "$@"
    case $1 in
    --context) context=$2 ;;
    --namespace) namespace=$2 ;;
    --timeout) timeout=$2 ;;
    -f | --values)
      [[ -r $2 ]] || die "cannot read $2"
      values+=(--values "$2")
      ;;
    esac
    shift
    ;;
  *) die "unknown option $1; see --help" ;;
  esac
  shift
done

[[ -n $context ]] || die "--context is required: production is never the context that happens to be current."
[[ ${#values[@]} -gt 2 ]] || die "--values is required: values-prod.yaml knows neither your host names nor your image."
helm=$(scripts/tools.sh helm)
kubectl=$(scripts/tools.sh kubectl)
"$kubectl" --context "$context" get namespace "$namespace" >/dev/null ||
  die "context $context has no namespace $namespace (or does not answer); docs/INSTALL.md begins with it."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Generated Secrets are not rendered here: values-prod.yaml names existing ones.
wanted() {
  "$helm" upgrade --install storeyard "$chart" --kube-context "$context" --namespace "$namespace" \
    "${values[@]}" --dry-run=server --hide-secret --output json >"$work/release.json" &&
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["manifest"])' "$work/release.json"
}

installed() {
  "$helm" get manifest storeyard --kube-context "$context" --namespace "$namespace" 2>/dev/null || true
}

wanted >"$work/wanted" || die "the chart cannot be rendered with these values (see above)."
installed >"$work/installed"

if diff --unified "$work/installed" "$work/wanted"; then echo "Nothing changes in the manifests."; fi
[[ $dry == no ]] || exit 0
if [[ $yes == no ]]; then
  read -r -p "Roll this out to namespace $namespace of $context? [y/N] " answer
  [[ $answer == [yY] ]] || die "nothing was changed."
fi

"$helm" upgrade --install storeyard "$chart" --kube-context "$context" --namespace "$namespace" \
  "${values[@]}" --atomic --wait --timeout "$timeout"
