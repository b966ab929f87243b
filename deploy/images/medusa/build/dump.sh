#!/bin/sh
# In the build, as root in the server's folder: a scratch database and cache, the dump from them, and one start of the
# server as the run-time user, which fills its compile cache (files of one user only, so it must be that one).
set -eu

user=1000
scratch=$(mktemp -d)
PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
# Ports that nothing else has where a builder shares the machine's network. The secrets are worth nothing elsewhere.
export DATABASE_URL=postgres://shop@127.0.0.1:15432/shop REDIS_URL=redis://127.0.0.1:16379
export JWT_SECRET=build COOKIE_SECRET=build PUBLISHABLE_KEY=build PUBLIC_URL=http://localhost UPLOAD_DIR="$PWD/static"
export PORT=19000 HOME="$scratch" NODE_ENV=production MEDUSA_DISABLE_TELEMETRY=true MEDUSA_WORKER_MODE=server

start_database() {
  chown postgres "$scratch"
  as_postgres initdb --pgdata="$scratch/data" --username=shop --auth=trust --encoding=UTF8 >/dev/null
  as_postgres pg_ctl --pgdata="$scratch/data" --wait --log="$scratch/log" \
    -o "-c fsync=off -c port=15432 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$scratch" start >/dev/null
  createdb --host=127.0.0.1 --port=15432 --username=shop shop
}

as_postgres() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }

# The dump must become a whole shop, every sample included, or there is no image.
prove_dump() {
  createdb --host=127.0.0.1 --port=15432 --username=shop proof
  DATABASE_URL=postgres://shop@127.0.0.1:15432/proof PUBLISHABLE_KEY=pk_$(printf '%064d' 0) SHOP_NAME=Proof \
    SHOP_CURRENCY=jpy SHOP_COUNTRY=jp SHOP_SAMPLE_DATA=1 ADMIN_EMAIL=proof@shop.example ADMIN_PASSWORD=proof \
    node restore.mjs 2>"$scratch/refused"
  if [ -s "$scratch/refused" ]; then
    cat "$scratch/refused" >&2
    exit 1
  fi
}

fill_compile_cache() {
  install -d -o "$user" .compile-cache static
  setpriv --reuid="$user" --regid="$user" --clear-groups node server.mjs &
  server=$!
  until node -e 'fetch("http://127.0.0.1:19000/health").then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))'; do
    kill -0 "$server"
    sleep 1
  done
  # The cache is written at the end of the process.
  kill "$server"
  wait "$server" || true
}

start_database
redis-server --port 16379 --save '' --dir "$scratch" >/dev/null &
cache=$!
node build/migrate.mjs </dev/null
node build/seed.mjs "$PWD" </dev/null
prove_dump
fill_compile_cache
kill "$cache"
as_postgres pg_ctl --pgdata="$scratch/data" --mode=immediate stop >/dev/null
rm -rf "$scratch"
