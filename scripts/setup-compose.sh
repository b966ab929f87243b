#!/usr/bin/env bash
# Makes the secrets that docker-compose.yml mounts; what exists stays as it is.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/setup-compose.sh

Makes .storeyard/compose/{redis-password,job-key,master-key,admin-token,principals.json} where they are missing.
Then: docker compose up --build --wait
TEXT
}

case ${1:-} in
'') ;;
-h | --help)
  usage
  exit
  ;;
*)
  usage >&2
  exit 2
  ;;
esac

folder=$(cd "$(dirname "$0")/.." && pwd)/.storeyard/compose
# Only the folder is closed: containers read the files as a user of their own, through a mount of each file.
umask 077
mkdir -p "$folder"

# Written beside and moved, so that an interrupted run leaves no half secret.
keep() {
  [[ -s $folder/$1 ]] && return
  cat >"$folder/$1.new"
  chmod 444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
}

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

for name in redis-password job-key master-key admin-token; do
  random | keep "$name"
done
digest=$(tr -d '\n' <"$folder/admin-token" | sha256sum | cut -d ' ' -f 1)
printf '[{"id": "admin", "role": "admin", "tokenSha256": "%s"}]\n' "$digest" | keep principals.json

cat <<TEXT
Secrets are in .storeyard/compose. Keep master-key: stores' passwords are derived from it.
Next:  docker compose up --build --wait
Then:  http://localhost:${PORT:-8080}, token: cat .storeyard/compose/admin-token
TEXT
