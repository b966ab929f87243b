#!/usr/bin/env bash
# Builds the one image of all processes with docker, podman or buildah, whichever is there.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/image.sh [NAME:TAG] [further build options]

Builds deploy/images/platform/Dockerfile; the name is storeyard/platform:dev unless given. Other base images:
  scripts/image.sh storeyard/platform:dev --build-arg PYTHON_IMAGE=… --build-arg NODE_IMAGE=…
TEXT
}

case ${1:-} in
-h | --help)
  usage
  exit
  ;;
esac

cd "$(dirname "$0")/.."
name=${1:-storeyard/platform:dev}
options=(--file deploy/images/platform/Dockerfile --tag "$name" "${@:2}")

if docker info >/dev/null 2>&1; then
  exec docker build "${options[@]}" .
elif command -v podman >/dev/null; then
  exec podman build --format docker "${options[@]}" .
elif command -v buildah >/dev/null; then
  exec buildah build --layers --format docker "${options[@]}" .
fi
echo "image.sh: none of docker (running), podman and buildah is here; one of them builds the image." >&2
exit 1
