#!/usr/bin/env bash
# Every checker; all of them run, and the names of those that failed come last.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
export PATH="$PWD/.venv/bin:$PATH"
export PYTHONPATH=$PWD
failed=()

check() {
  local name=$1
  shift
  local began=$SECONDS output
  if output=$("$@" 2>&1); then
    printf '  ok    %-28s %3d s\n' "$name" $((SECONDS - began))
  else
    printf '  FAIL  %-28s %3d s\n%s\n' "$name" $((SECONDS - began)) "$output"
    failed+=("$name")
  fi
}

no_match() { ! git grep -nIE "$1" -- "${@:2}"; }

check "ruff" ruff check services shared tests scripts
check "ruff format" ruff format --check services shared tests scripts
check "mypy --strict" mypy
check "import-linter" lint-imports
check "no pickle (R14)" no_match '^\s*(import|from) (pickle|shelve|marshal)|pickle_' 'services/*.py' 'shared/*.py'
check "no download addresses" no_match '"resolved":|--(extra-)?index-url|--find-links|files\.pythonhosted|registry\.npmjs' \
  requirements dashboard/package-lock.json deploy/images/medusa/package-lock.json '*.sh' '*Dockerfile*' Makefile ':!scripts/lint.sh'
check "no paths of a machine" no_match '(^|[^.[:alnum:]_-])/(root|home/[a-z]+)/' . ':!scripts/lint.sh'
check "hashes in lock files" bash -c '! grep -LE -- "--hash=sha256" requirements/*.txt | grep .'
mapfile -t shell_files < <(git ls-files --cached --others --exclude-standard "*.sh" .ci/run scripts/cluster/kubectl)
check "shellcheck" shellcheck -x "${shell_files[@]}"
check "image, compose, chart" scripts/check-deploy.sh
check "docs/CONFIGURATION.md" bash -c 'diff <(python scripts/configuration.py) docs/CONFIGURATION.md'
check "dashboard/openapi.json" bash -c 'diff <(python -m services.api.openapi) dashboard/openapi.json'
check "dashboard" scripts/dashboard.sh --lint

if [ ${#failed[@]} -gt 0 ]; then
  printf 'lint: %d of the checks failed: %s\n' "${#failed[@]}" "${failed[*]}"
  exit 1
fi
echo "lint: all checks passed"
