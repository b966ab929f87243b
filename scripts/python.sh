#!/usr/bin/env bash
# Makes .venv with the locked packages of requirements/<set>.txt; does nothing when that is what is there already.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=${1:?usage: scripts/python.sh runtime|local|dev}
lock=requirements/$wanted.txt
[ -f "$lock" ] || { echo "There is no $lock." >&2; exit 2; }

find_python() {
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "Storeyard needs Python 3.11 or newer; none was found on the PATH." >&2
  exit 1
}

# A set that holds another one satisfies it too: dev ⊃ local ⊃ runtime.
stamp() { cat requirements/"$1".txt 2>/dev/null | sha256sum | cut -d' ' -f1; }
for have in "$wanted" local dev; do
  case $wanted:$have in dev:local | local:runtime) continue ;; esac
  if [ -x .venv/bin/python ] && [ "$(cat ".venv/.$have" 2>/dev/null)" = "$(stamp "$have")" ]; then
    exit 0
  fi
done

if [ ! -x .venv/bin/python ]; then
  python=$(find_python)
  echo "Making .venv with $("$python" --version) …"
  "$python" -m venv .venv || {
    rm -rf .venv # half made: it has a python and no pip
    echo "The venv could not be made. On Debian: apt-get install python3-venv" >&2
    exit 1
  }
fi
echo "Installing $(grep -c '==' "$lock") packages of $lock (once; a minute or so) …"
.venv/bin/python -m pip install --disable-pip-version-check --require-hashes --no-deps --quiet --progress-bar on -r "$lock"
stamp "$wanted" >".venv/.$wanted"
echo "Python packages are ready."
