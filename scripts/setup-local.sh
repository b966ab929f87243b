#!/usr/bin/env bash
# Storeyard on a local cluster: builds the image, loads it, installs the chart. Safe to run again.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/setup-local.sh [options]

  --cluster kind|k3d|minikube|context   where to install; default: the first of these tools that is on PATH,
                                        otherwise the current context of kubectl
  --name NAME        name of the kind, k3d or minikube cluster, made when it is missing (storeyard)
  --image NAME:TAG   the platform's image (storeyard/platform:dev)
  --no-build         the image exists already
  --namespace NAME   where Storeyard is installed (storeyard)
  -f, --values FILE  further values, may be given more than once
  -h, --help

With `context` the image is not loaded anywhere: its nodes must be able to pull or already have it.
TEXT
}

cd "$(dirname "$0")/.."
cluster='' name=storeyard image=storeyard/platform:dev build=yes namespace=storeyard values=()

die() {
  printf 'setup-local.sh: %s\n' "$*" >&2
  exit 1
}

needs() {
  command -v "$1" >/dev/null || die "$1 is missing; $2"
}

# One missing value is a mistake to name, not an unbound variable.
value() { [[ $# -ge 2 ]] || die "$1 needs a value; see --help"; }

while [[ $# -gt 0 ]]; do
  case $1 in
  --no-build) build=no ;;
  -h | --help)
    usage
    exit
    ;;
  --cluster | --name | --image | --namespace | -f | --values)
    value "$@"
    case $1 in
    --cluster) cluster=$2 ;;
    --name) name=$2 ;;
    --image) image=$2 ;;
    --namespace) namespace=$2 ;;
    -f | --values) values+=(--values "$2") ;;
    esac
    shift
    ;;
  *) die "unknown option $1; see --help" ;;
  esac
  shift
done

pick_cluster() {
  local tool
  for tool in kind k3d minikube; do
    if command -v "$tool" >/dev/null; then
      echo "$tool"
      return
    fi
  done
  echo context
}

ensure_cluster() {
  case $cluster in
  kind)
    kind get clusters 2>/dev/null | grep -qx "$name" || kind create cluster --name "$name" --wait 120s
    context=kind-$name
    ;;
  k3d)
    k3d cluster get "$name" >/dev/null 2>&1 || k3d cluster create "$name" --wait --timeout 180s
    context=k3d-$name
    ;;
  minikube)
    minikube --profile "$name" status >/dev/null 2>&1 || minikube --profile "$name" start
    context=$name
    ;;
  context)
    context=$("$kubectl" config current-context 2>/dev/null) ||
      die "none of kind, k3d and minikube is here and kubectl has no current context; install kind, or set KUBECONFIG."
    ;;
  esac
}

load_image() {
  case $cluster in
  kind) kind load docker-image --name "$name" "$image" ;;
  k3d) k3d image import --cluster "$name" "$image" ;;
  minikube) minikube --profile "$name" image load "$image" ;;
  context) echo "The nodes of $context must have or pull $image." ;;
  esac
}

[[ $image =~ ^[^@]+:[^:/]+$ ]] || die "--image needs a tag, as storeyard/platform:dev"
cluster=${cluster:-$(pick_cluster)}
case $cluster in
kind | k3d | minikube) needs "$cluster" "install it, or choose another with --cluster." ;;
context) ;;
*) die "--cluster is one of kind, k3d, minikube, context; not $cluster" ;;
esac
kubectl=$(scripts/tools.sh kubectl)
helm=$(scripts/tools.sh helm)

ensure_cluster
"$kubectl" --context "$context" version >/dev/null || die "the cluster of context $context does not answer."
if [[ $build == yes && $cluster != context ]]; then scripts/image.sh "$image"; fi
load_image

"$helm" upgrade --install storeyard deploy/helm/storeyard --kube-context "$context" \
  --namespace "$namespace" --create-namespace \
  --set "image.repository=${image%:*}" --set-string "image.tag=${image##*:}" \
  "${values[@]}" --wait --timeout 5m >/dev/null

cat <<TEXT

Storeyard runs in namespace $namespace of $context.
  Open it:    kubectl --context $context -n $namespace port-forward service/storeyard-api 8080:80
              then http://localhost:8080
  Its token:  kubectl --context $context -n $namespace get secret storeyard-admin-token -o jsonpath='{.data.token}' | base64 -d
TEXT
