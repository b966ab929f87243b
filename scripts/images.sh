#!/usr/bin/env bash
# Builds the images of deploy/images, each under the name that its Dockerfile's first line gives.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: [ARGUMENT=value…] scripts/images.sh [FOLDER…] [-- further build options]

Builds deploy/images/FOLDER/Dockerfile, all of them unless folders are named, with docker, podman or buildah. A variable
that a Dockerfile declares as ARG is handed to its build; one that names a local file (an archive) is put into the
context first:
  WOOCOMMERCE_ZIP=~/Downloads/woocommerce.zip scripts/images.sh woocommerce
An image whose folder has a .dockerignore is built from that folder alone, any other from the whole checkout.
TEXT
}

cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folders=() options=()

die() {
  printf 'images.sh: %s\n' "$*" >&2
  exit 1
}

name_of() { sed -n '1s/^# Image: //p' "deploy/images/$1/Dockerfile"; }

# Where the build finds its files; an archive needs a copy of the folder to lie in.
context_of() {
  if [[ -e deploy/images/$1/.dockerignore ]]; then
    cp -r "deploy/images/$1" "$work/$1"
    echo "$work/$1"
  else
    echo .
  fi
}

# arguments_of FOLDER CONTEXT: one build argument a line.
arguments_of() {
  local name value
  while read -r name; do
    value=${!name:-}
    [[ -n $value ]] || continue
    if [[ -f $value && -d $2/archives ]]; then
      cp "$value" "$2/archives/"
      value=${value##*/}
    fi
    printf '%s=%s\n' "$name" "$value"
  done < <(sed -nE 's/^ARG ([A-Z_]+).*/\1/p' "deploy/images/$1/Dockerfile" | sort -u)
}

build() {
  local name context argument given=()
  name=$(name_of "$1")
  [[ -n $name ]] || die "the first line of deploy/images/$1/Dockerfile is not: # Image: name:tag"
  context=$(context_of "$1")
  while read -r argument; do given+=(--build-arg "$argument"); done < <(arguments_of "$1" "$context")
  echo "== $name"
  scripts/build-image.sh --file "deploy/images/$1/Dockerfile" --tag "$name" "${given[@]}" "${options[@]}" "$context"
}

while [[ $# -gt 0 ]]; do
  case $1 in
  -h | --help)
    usage
    exit
    ;;
  --)
    options=("${@:2}")
    break
    ;;
  *) folders+=("$1") ;;
  esac
  shift
done
[[ ${#folders[@]} -gt 0 ]] || mapfile -t folders < <(find deploy/images -name Dockerfile -printf '%h\n' | xargs -n 1 basename | sort)
for folder in "${folders[@]}"; do
  [[ -e deploy/images/$folder/Dockerfile ]] || die "there is no deploy/images/$folder/Dockerfile"
  build "$folder"
done
