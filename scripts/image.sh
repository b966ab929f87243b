#!/usr/bin/env bash
# Builds the one image of all processes with docker, podman or buildah, whichever is there.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/image.sh [NAME:TAG] [further build options]

Builds deploy/images/platform/Dockerfile; the name is storeyard/platform:dev unless given. Other base images:
  scripts/image.sh storeyard/platform:dev --build-arg PYTHON_IMAGE=… --build-arg NODE_IMAGE=…
The images of the shops: scripts/images.sh
TEXT
}

case ${1:-} in
-h | --help)
  usage
  exit
  ;;
esac

cd "$(dirname "$0")/.."
exec scripts/build-image.sh --file deploy/images/platform/Dockerfile --tag "${1:-storeyard/platform:dev}" "${@:2}" .
