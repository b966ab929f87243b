#!/usr/bin/env bash
# Resolves requirements/*.in into hash-locked *.txt without the address of any registry.
set -euo pipefail
cd "$(dirname "$0")/.."
for set in runtime local dev; do
  echo "locking $set"
  .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
    --python-version 3.11 --universal "$@" "requirements/$set.in" -o "requirements/$set.txt"
done
