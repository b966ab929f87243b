#!/usr/bin/env bash
# build-image.sh OPTION... CONTEXT: builds with docker, podman or buildah, whichever is there.
set -euo pipefail

if docker info >/dev/null 2>&1; then
  exec docker build "$@"
elif command -v podman >/dev/null; then
  exec podman build --format docker "$@"
elif command -v buildah >/dev/null; then
  exec buildah build --layers --format docker "$@"
fi
echo "build-image.sh: none of docker (running), podman and buildah is here; one of them builds images." >&2
exit 1
